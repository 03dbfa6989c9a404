import type { Diagnostics } from '../diagnostics/diagnostics.js';
import {
  callsCreateApi,
  checkComments,
  checkComposition,
  checkEntry,
  checkStatements,
} from './check-guards.js';
import { checkOutput, type OutputFault } from './check-output.js';
import { checkNames } from './check-names.js';
import type { Shape } from './context-shape.js';
import { contextShapes } from './context-shapes.js';
import { templateCatalogue } from './template-catalogue.js';
import { TemplateEngine } from './template-engine.js';
import { TemplateError } from './template-error.js';
import type { TemplateLibrary, TemplateSource } from './template-source.js';
import { Templates } from './templates.js';
import type { UserHelper } from './user-helpers.js';

export interface ProjectTemplatesOptions {
  /** The user's helpers, by name. */
  readonly helpers?: ReadonlyMap<string, UserHelper>;
  /** Called with what each template is rendered over. */
  readonly onContext?: (template: string, context: object) => void;
}

/** Renders the templates of one run, and turns what is wrong with those of the user's into diagnostics. */
export class ProjectTemplates {
  readonly #library: TemplateLibrary;
  readonly #engine: TemplateEngine;
  /** Templates whose names were checked, and whether all are known. */
  readonly #checked = new Map<string, boolean>();
  readonly #diagnostics: Diagnostics;
  readonly #reported = new Set<string>();
  /** Whether any template or helper is the user's. */
  readonly #customized: boolean;
  /** oasgard's own templates alone, for what they would print. */
  readonly #own = new TemplateEngine(new Templates());
  /** Whether a file other than `server.ts` calls `createApi`. */
  #composed = false;
  readonly #onContext: (template: string, context: object) => void;

  constructor(library: TemplateLibrary, diagnostics: Diagnostics, options: ProjectTemplatesOptions = {}) {
    const { helpers = new Map(), onContext = () => undefined } = options;
    this.#library = library;
    this.#engine = new TemplateEngine(library, helpers);
    this.#diagnostics = diagnostics;
    this.#customized = helpers.size > 0 || library.customized;
    this.#onContext = onContext;
  }

  /**
   * The text of a template, checked to be what the file's name says where the user had a hand in it.
   *
   * @param file name of the file it becomes, for its kind; default the template's
   * @returns `''` where a diagnostic says what is wrong
   */
  render(name: string, context: object, file = name): string {
    this.#onContext(name, context);
    if (!this.#namesAreKnown(name)) return '';
    try {
      const text = this.#engine.render(name, context);
      if (!this.#engine.isCustom(name)) return text;
      const broken = checkOutput(file, text);
      if (broken !== null) this.report(name, context, broken);
      const unguarded = broken === null ? this.#checkGuards(name, file, text, context) : null;
      if (unguarded !== null) this.report(name, context, unguarded, 'template-guard');
      return text;
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      this.#reportError(error);
      return '';
    }
  }

  /** Checks the names of a template of the user's once, whatever the document at hand makes of them. */
  #namesAreKnown(name: string): boolean {
    const known = this.#checked.get(name);
    if (known !== undefined) return known;
    const template = this.#library.find(name);
    const shape = template?.custom === true ? shapeOf(template) : null;
    const faults = shape === null ? [] : checkNames(template!, shape, this.#library);
    for (const fault of faults) this.#report('template-invalid', fault);
    this.#checked.set(name, faults.length === 0);
    return faults.length === 0;
  }

  /** What ties the runtime's guards to the document must survive whatever a template does. */
  #checkGuards(name: string, file: string, text: string, context: object): OutputFault | null {
    switch (name) {
      case 'generated/operations.ts':
      case 'generated/index.ts':
        return checkStatements(this.#own.render(name, context), text, name.endsWith('index.ts'));
      case 'partials/generated.ts':
        return checkComments(text);
      case 'project/server.ts':
        return checkComposition(text, this.#composed) ?? checkEntry(text);
      default:
        this.#composed ||= file.endsWith('.ts') && callsCreateApi(text);
        return !name.startsWith('generated/') && /\.[cm]?[jt]s$/.test(file) ? checkEntry(text) : null;
    }
  }

  /** Whether a template, or one that it includes, is the user's. */
  isCustom(name: string): boolean {
    return this.#engine.isCustom(name);
  }

  /** Reports a fault of what a template printed, at the place in the template it comes from. */
  report(
    name: string,
    context: object,
    { offset, message }: { readonly offset: number; readonly message: string },
    code: 'template-output' | 'template-stub' | 'template-guard' = 'template-output',
  ): void {
    const { template, offset: at } = this.#engine.origin(name, context, offset);
    this.#report(code, new TemplateError(template, at, message));
  }

  #reportError(error: TemplateError): void {
    // Nobody but us can have written it.
    if (!this.#customized) throw error;
    this.#report('template-invalid', error);
  }

  #report(
    code: 'template-invalid' | 'template-output' | 'template-stub' | 'template-guard',
    error: TemplateError,
  ): void {
    const { template, offset, reason } = error;
    const key = `${code} ${template.file} ${String(offset)} ${reason}`;
    // A template is rendered many times.
    if (this.#reported.has(key)) return;
    this.#reported.add(key);
    const { file, text } = template;
    this.#diagnostics.addSource({ path: file, text, range: () => null });
    const at = { file, pointer: '', on: 'value' } as const;
    this.#diagnostics.report(
      code,
      offset === null ? at : { ...at, offset },
      /[.?!]$/.test(reason) ? reason : `${reason}.`,
    );
  }
}

/** What a template is rendered over; `null` where only the renderer knows. */
function shapeOf({ name, frontMatter }: TemplateSource): Shape | null {
  const entry = templateCatalogue.find((candidate) => candidate.name === name);
  if (entry !== undefined) return contextShapes[entry.context];
  switch (frontMatter?.each) {
    case 'api':
      return contextShapes.ApiContext;
    case 'tag':
      return contextShapes.TagContext;
    case 'operation':
      return contextShapes.OperationContext;
    default:
      return null;
  }
}
