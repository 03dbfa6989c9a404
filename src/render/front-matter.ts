import { parseDocument, isMap, isScalar } from 'yaml';
import { suggestion } from '../policy/nearest-name.js';

/** What a template says about the files it is rendered into, between two lines of `---`. */
export interface FrontMatter {
  /** What one file is rendered for. */
  readonly each: Subject;
  /** Path of the file, with placeholders. */
  readonly path: string;
  /** Where `each` and `path` are written: 0-based, into the template's text. */
  readonly at: { readonly each: number; readonly path: number };
}

export const subjects = ['api', 'tag', 'operation', 'policy'] as const;
export type Subject = (typeof subjects)[number];

export interface FrontMatterFault {
  readonly offset: number;
  readonly message: string;
  readonly help: string | null;
}

export interface SplitTemplate {
  readonly frontMatter: FrontMatter | null;
  /** Where the body begins. */
  readonly body: number;
  readonly faults: readonly FrontMatterFault[];
}

const members = ['each', 'path'];

/** Takes the front matter off a template: YAML with exactly `each` and `path`. */
export function splitFrontMatter(text: string): SplitTemplate {
  const opening = /^---[ \t]*\r?\n/.exec(text);
  if (opening === null) return { frontMatter: null, body: 0, faults: [] };
  const start = opening[0].length;
  const closing = /^---[ \t]*(?:\r?\n|$)/m.exec(text.slice(start));
  if (closing === null) {
    const faults = [fault(0, 'The front matter is not closed', 'Close it by a second line of `---`.')];
    return { frontMatter: null, body: text.length, faults };
  }
  const body = start + closing.index + closing[0].length;
  return { ...readMembers(text.slice(start, start + closing.index), start), body };
}

function readMembers(yaml: string, start: number): Omit<SplitTemplate, 'body'> {
  const document = parseDocument(yaml, { version: '1.2', schema: 'failsafe' });
  const syntax = document.errors[0];
  if (syntax !== undefined) {
    const message = `The front matter is no YAML: ${syntax.message.split('\n', 1)[0]!}`;
    return { frontMatter: null, faults: [fault(start + syntax.pos[0], message)] };
  }
  const faults: FrontMatterFault[] = [];
  const values = new Map<string, { readonly text: string; readonly offset: number }>();
  for (const { key, value } of isMap(document.contents) ? document.contents.items : []) {
    const offset = start + ((isScalar(key) ? key.range?.[0] : undefined) ?? 0);
    const name = isScalar(key) ? String(key.value) : '';
    if (!members.includes(name)) {
      const message = `The front matter has no member ${JSON.stringify(name)}`;
      faults.push(fault(offset, message, suggestion(name, members)));
    } else if (!isScalar(value) || typeof value.value !== 'string' || value.value === '') {
      faults.push(fault(offset, `The front matter gives ${name} no text`));
    } else {
      values.set(name, { text: value.value, offset: start + (value.range?.[0] ?? 0) });
    }
  }
  if (faults.length > 0) return { frontMatter: null, faults };
  const [each, path] = [values.get('each'), values.get('path')];
  if (each === undefined || path === undefined) {
    const missing = members.filter((name) => !values.has(name)).join(' and ');
    const help = 'Write `each:` (api, tag or operation) and `path:` between two lines of `---`.';
    return { frontMatter: null, faults: [fault(0, `The front matter lacks ${missing}`, help)] };
  }
  const subject = subjects.find((candidate) => candidate === each.text);
  if (subject === undefined) {
    const message = `A template cannot be rendered for each ${JSON.stringify(each.text)}`;
    return { frontMatter: null, faults: [fault(each.offset, message, suggestion(each.text, subjects))] };
  }
  const at = { each: each.offset, path: path.offset };
  return { frontMatter: { each: subject, path: path.text, at }, faults: [] };
}

function fault(offset: number, message: string, help: string | null = null): FrontMatterFault {
  return { offset, message: `${message}.`, help };
}
