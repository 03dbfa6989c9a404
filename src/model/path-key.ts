import { quoted } from '../diagnostics/quoted.js';
import type { SegmentDefinition, SegmentPart } from '../runtime/core/definition.js';

/** A path key of the document, taken apart. */
export interface PathKey {
  /** The template alone, `#` and `?` parts removed. */
  readonly template: string;
  readonly segments: readonly SegmentDefinition[];
  /** Names of the template's parameters, in order. */
  readonly parameters: readonly string[];
  readonly queryConstants: readonly { readonly name: string; readonly value: string | null }[];
  /** Text after `#`: tells twins on one path apart, and is not part of any request. */
  readonly fragment: string | null;
  /** Why no request that the server accepts has this path (semantics §1, stage 3); `null` where one can. */
  readonly unreachable: string | null;
  /** Equal for keys that match the same requests: parameter names left out. */
  readonly shape: string;
}

export type PathKeyResult = PathKey | { readonly fault: string };

/**
 * Reads a path key. Literal text is percent-decoded, as the router compares decoded segments; an empty segment (the
 * last of `/a/`, the only one of `/`) has no parts.
 */
export function readPathKey(key: string): PathKeyResult {
  const { template, query, fragment } = cut(key);
  if (!template.startsWith('/')) return { fault: 'A path must start with a slash.' };

  const segments: SegmentDefinition[] = [];
  const parameters: string[] = [];
  for (const text of splitSegments(template.slice(1))) {
    const parts = readSegment(text);
    if (typeof parts === 'string') return { fault: parts };
    for (const part of parts) if ('parameter' in part) parameters.push(part.parameter);
    segments.push(parts);
  }
  const twice = parameters.find((name, index) => parameters.indexOf(name) !== index);
  if (twice !== undefined) return { fault: `The parameter ${quoted(twice)} stands twice in the path.` };

  const queryConstants = query === null ? [] : readQuery(query);
  if (queryConstants === null) return { fault: 'The query of the path is not percent-encoded UTF-8.' };
  return {
    template,
    segments,
    parameters,
    queryConstants,
    fragment,
    unreachable: whyUnreachable(segments),
    shape: JSON.stringify([
      segments.map((parts) => parts.map((part) => ('literal' in part ? part.literal : null))),
      queryConstants.map(({ name, value }) => JSON.stringify([name, value])).toSorted(),
    ]),
  };
}

/** A path key as the document writes it, less what is no part of a request: the text after `#`. */
export function withoutFragment(key: string): string {
  const { template, query } = cut(key);
  return query === null ? template : `${template}?${query}`;
}

function whyUnreachable(segments: readonly SegmentDefinition[]): string | null {
  if (segments.slice(0, -1).some((parts) => parts.length === 0)) return 'requests with // are refused';
  const literal = segments.flat().some((part) => 'literal' in part && /[/\\]/.test(part.literal));
  return literal ? 'requests with encoded slashes or backslashes are refused' : null;
}

/** Cuts at the first `?` and `#` outside braces. */
function cut(key: string): {
  readonly template: string;
  readonly query: string | null;
  readonly fragment: string | null;
} {
  const hash = indexOutsideBraces(key, '#');
  const fragment = hash < 0 ? null : key.slice(hash + 1);
  const rest = hash < 0 ? key : key.slice(0, hash);
  const question = indexOutsideBraces(rest, '?');
  return {
    template: question < 0 ? rest : rest.slice(0, question),
    query: question < 0 ? null : rest.slice(question + 1),
    fragment,
  };
}

function indexOutsideBraces(text: string, wanted: string): number {
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index];
    if (char === '{') depth += 1;
    else if (char === '}') depth -= 1;
    else if (char === wanted && depth <= 0) return index;
  }
  return -1;
}

function splitSegments(text: string): readonly string[] {
  const segments: string[] = [];
  let rest = text;
  for (let slash = indexOutsideBraces(rest, '/'); slash >= 0; slash = indexOutsideBraces(rest, '/')) {
    segments.push(rest.slice(0, slash));
    rest = rest.slice(slash + 1);
  }
  return [...segments, rest];
}

/** The parts of one segment, or what is wrong with it. */
function readSegment(text: string): readonly SegmentPart[] | string {
  const parts: SegmentPart[] = [];
  let rest = text;
  while (rest !== '') {
    const open = rest.indexOf('{');
    const literal = open < 0 ? rest : rest.slice(0, open);
    if (literal.includes('}')) return 'A closing brace has no opening one.';
    if (literal !== '') {
      const decoded = decode(literal);
      if (decoded === null) return 'The path is not percent-encoded UTF-8.';
      if (/[\p{Cc}\u2028\u2029]/u.test(decoded)) return 'A path must not hold control characters.';
      parts.push({ literal: decoded });
    }
    if (open < 0) break;
    const close = rest.indexOf('}', open);
    if (close < 0) return 'An opening brace has no closing one.';
    const name = rest.slice(open + 1, close);
    if (name === '') return 'A parameter of the path has no name.';
    if (/[{/?#]/.test(name)) return `${quoted(name)} is no parameter name: braces do not nest.`;
    if (literal === '' && open === 0 && parts.length > 0) {
      return 'Two parameters of the path touch: nothing says where one ends.';
    }
    parts.push({ parameter: name });
    rest = rest.slice(close + 1);
  }
  const [only] = parts;
  if (parts.length === 1 && only !== undefined && 'literal' in only && /^\.\.?$/.test(only.literal)) {
    return 'A path must not hold dot segments: requests with them are refused.';
  }
  return parts;
}

function readQuery(query: string): { readonly name: string; readonly value: string | null }[] | null {
  const constants: { readonly name: string; readonly value: string | null }[] = [];
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decode((equals < 0 ? pair : pair.slice(0, equals)).replaceAll('+', ' '));
    const value = equals < 0 ? null : decode(pair.slice(equals + 1).replaceAll('+', ' '));
    if (name === null || (equals >= 0 && value === null)) return null;
    constants.push({ name, value });
  }
  return constants;
}

function decode(text: string): string | null {
  // A percent sign that encodes nothing is meant literally; documents have such paths.
  if (!/%[0-9A-Fa-f]{2}/.test(text)) return text;
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}
