import type { TemplateSource } from './template-source.js';

/** Something wrong with a template: a fault of whoever wrote it, not a bug. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
  readonly template: TemplateSource;
  /** 0-based, into the template's text; `null` where the whole file is meant. */
  readonly offset: number | null;
  readonly reason: string;
  /** Whether the template is sound, and what it printed is not. */
  readonly inOutput: boolean;

  constructor(
    template: TemplateSource,
    offset: number | null,
    reason: string,
    options: ErrorOptions & { readonly inOutput?: boolean } = {},
  ) {
    super(`${template.file}${offset === null ? '' : `:${place(template.text, offset)}`}: ${reason}`, options);
    this.template = template;
    this.offset = offset;
    this.reason = reason;
    this.inOutput = options.inOutput ?? false;
  }
}

/** `line:column`, both 1-based. */
function place(text: string, offset: number): string {
  const before = text.slice(0, offset).split(/\r\n?|\n/);
  return `${String(before.length)}:${String(before.at(-1)!.length + 1)}`;
}
