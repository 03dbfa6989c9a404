// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import type { Exchange } from './exchange.js';
import type { OperationValidators, SensitiveCollector } from './operation-validators.js';
import type { InputIssue } from './refusal.js';
import { SensitiveText } from './sensitive-text.js';

/**
 * What of a request and its reply is `sensitive`, as far as it is known yet. Collected when something is about to be
 * written that could hold it, so that requests of which nothing is written pay nothing.
 */
export function sensitiveText(exchange: Exchange): SensitiveText {
  const { operation } = exchange;
  if (operation?.definition.sensitive !== true) return NOTHING;
  const found = new Set<string>();
  try {
    if (operation.validators === null) addSent(exchange, found);
    else collect(exchange, operation.validators, found);
  } catch {
    // An accessor of the application's object or reply failed.
    return new SensitiveText(null);
  }
  return new SensitiveText(found);
}

const NOTHING = new SensitiveText(new Set());

/** Errors name places. A name that the sender chose may be what they must not tell: the place ends before it. */
export function withoutSensitiveNames(
  exchange: Exchange,
  issues: readonly InputIssue[],
): readonly InputIssue[] {
  const sensitive = sensitiveText(exchange);
  if (sensitive.isEmpty) return issues;
  return issues.map((issue) => ({
    ...issue,
    ...(issue.pointer !== undefined && { pointer: shortened(issue.pointer, sensitive) }),
    ...(issue.parameter !== undefined && { parameter: sensitive.redact(issue.parameter) }),
  }));
}

function shortened(pointer: string, sensitive: SensitiveText): string {
  const tokens = pointer.split('/');
  const names = [...tokens.keys()].filter((index) => index > 0);
  const first = names.find((index) => {
    const name = tokens[index]!.replaceAll('~1', '/').replaceAll('~0', '~');
    return sensitive.redact(name) !== name;
  });
  return tokens.slice(0, first).join('/');
}

function collect(
  exchange: Exchange,
  { parameters, bodies, replies }: OperationValidators,
  found: Set<string>,
): void {
  const { content, mediaIndex, grant, result } = exchange;
  const take = (collector: SensitiveCollector | null | undefined, value: unknown): void => {
    collector?.(value, { value: (sensitive) => addTexts(sensitive, found, new Set()) });
  };
  const decoded = exchange.operation!.decodeParameters(exchange);
  if (decoded.ok) take(parameters?.sensitive, decoded);
  else addSent(exchange, found);
  take(bodies[mediaIndex]?.sensitive, content);
  const replied = typeof result === 'object' && result !== null && 'body' in result ? result.body : undefined;
  for (const check of replies.flat()) take(check?.sensitive, replied);
  // The object is the application's own. What of it looks like a body or a reply is as sensitive as that.
  for (const check of [...bodies, ...replies.flat()]) take(check?.sensitive, grant?.object);
}

/** Everything a sensitive value consists of: texts and numbers in it, and names, which may be an author's data too. */
function addTexts(value: unknown, found: Set<string>, around: Set<object>): void {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') {
    if (value !== '') found.add(String(value));
    return;
  }
  if (typeof value !== 'object' || value === null || around.has(value)) return;
  around.add(value);
  if (value instanceof Date) {
    addTexts(value.toJSON(), found, around);
    return;
  }
  for (const [name, member] of Object.entries(value)) {
    if (!Array.isArray(value)) found.add(name);
    addTexts(member, found, around);
  }
}

/** All parameters as they were sent: what could not be decoded cannot be told apart. */
function addSent(exchange: Exchange, found: Set<string>): void {
  const { pathValues, query, cookie = '' } = exchange;
  const pairs = [...query.split('&'), ...cookie.split(';')];
  const headers = exchange
    .operation!.definition.parameters.filter((parameter) => parameter.in === 'header')
    .flatMap(({ name }) => exchange.headerValues(name.toLowerCase()));
  const values = pairs.map((pair) => pair.slice(pair.indexOf('=') + 1).trim());
  for (const text of [...pathValues, ...headers, ...values]) {
    if (text === '') continue;
    found.add(text);
    try {
      found.add(decodeURIComponent(text.replaceAll('+', ' ')));
    } catch {
      // It is not percent-encoded: it is what it says.
      continue;
    }
  }
}
