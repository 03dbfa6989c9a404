/** Keywords that say something of the value itself: types, values, bounds, texts, and whatever is not looked into. */
import { quoted, quotedList } from '../diagnostics/quoted.js';
import { isJsonObject, type Json } from '../load/json.js';
import type { SchemaBounds } from '../model/api.js';
import { schemaPolicy } from '../model/schema-policy.js';
import type { UrlRule } from '../runtime/url/url-rule.js';
import type { ChangeKind, Direction } from './change.js';
import { isSame } from './compare-access.js';
import { comparableText } from './comparable-schema.js';
import { isSubset } from './role-admission.js';
import type { SchemaParts } from './schema-parts.js';
import { isSchema } from '../model/schema-view.js';

/** Says a change of a keyword. */
export type SayKeyword = (
  kind: ChangeKind,
  direction: Direction,
  keyword: string,
  message: string,
  reason?: string,
) => void;

export interface KeywordPair {
  readonly old: SchemaParts;
  readonly next: SchemaParts;
  /** What it is called in messages, quoted. */
  readonly label: string;
  readonly traffic: 'request' | 'reply';
  readonly bounds: { readonly old: SchemaBounds; readonly next: SchemaBounds };
}

const UPPER = ['maxLength', 'maxItems', 'maxProperties', 'maxContains'] as const;
const LOWER = ['minLength', 'minItems', 'minProperties', 'minContains'] as const;

export function compareKeywords(pair: KeywordPair, say: SayKeyword): void {
  compareTypes(pair, say);
  compareListed(pair, say);
  compareRange(pair, 'maximum', 'exclusiveMaximum', 1, say);
  compareRange(pair, 'minimum', 'exclusiveMinimum', -1, say);
  for (const keyword of UPPER) compareBound(pair, keyword, 1, say);
  for (const keyword of LOWER) compareBound(pair, keyword, -1, say);
  compareMultiple(pair, say);
  const unique = [pair.old.has('uniqueItems'), pair.next.has('uniqueItems')];
  if (unique[0] !== unique[1]) {
    say(
      'bound',
      unique[1] === true ? 'stronger' : 'weaker',
      'uniqueItems',
      `The items of ${pair.label} ${unique[1] === true ? 'must differ' : 'may repeat'}.`,
    );
  }
  compareTexts(pair, 'pattern', say);
  compareTexts(pair, 'format', say);
  compareSensitive(pair, say);
  if (pair.traffic === 'request') compareUrls(pair, say);
}

/** What replies must hold protects nobody: only what they may hold is compared as protection. */
function lower(pair: KeywordPair, direction: Direction): Direction {
  return pair.traffic === 'reply' ? 'neutral' : direction;
}

function compareTypes({ old, next, label }: KeywordPair, say: SayKeyword): void {
  const [was, is] = [old.types(), next.types()];
  if (isSame(sorted(was), sorted(is))) return;
  const direction = wider(was, is) ? 'weaker' : 'stronger';
  say('type', direction, 'type', `The type of ${label} is ${typesText(is)}; it was ${typesText(was)}.`);
}

function typesText(types: ReadonlySet<string> | null): string {
  if (types === null) return 'any';
  const names = [...types].filter((type) => type !== 'integer' || !types.has('number'));
  return names.length === 0 ? 'none' : names.sort().join(' or ');
}

function compareListed({ old, next, label }: KeywordPair, say: SayKeyword): void {
  const [was, is] = [old.listed(), next.listed()];
  if (isSame(sorted(was), sorted(is))) return;
  const keyword = next.values('enum').length > 0 || old.values('enum').length > 0 ? 'enum' : 'const';
  if (is === null) say('values', 'weaker', keyword, `The values of ${label} are not listed any more.`);
  else if (was === null) say('values', 'stronger', keyword, `The values of ${label} are listed.`);
  else {
    const added = [...is].filter((value) => !was.has(value));
    const dropped = [...was].filter((value) => !is.has(value));
    if (added.length > 0) say('values', 'weaker', keyword, `${label} may also be ${valuesText(added)}.`);
    if (dropped.length > 0)
      say('values', 'stronger', keyword, `${label} cannot be ${valuesText(dropped)} any more.`);
  }
}

/** @param values JSON texts */
function valuesText(values: readonly string[]): string {
  const shown = values.slice(0, 5).map((text) => {
    const value = JSON.parse(text) as Json;
    if (typeof value === 'string') return quoted(value);
    return typeof value === 'object' && value !== null ? quoted(text) : text;
  });
  return shown.join(', ') + (values.length > 5 ? ` and ${String(values.length - 5)} more` : '');
}

/** @param sign 1 for upper bounds, of which the least counts; -1 for lower ones */
function compareRange(
  pair: KeywordPair,
  inclusive: string,
  exclusive: string,
  sign: 1 | -1,
  say: SayKeyword,
): void {
  const { old, next, label } = pair;
  const [was, is] = [rangeEnd(old, inclusive, exclusive, sign), rangeEnd(next, inclusive, exclusive, sign)];
  if (isSame(was, is)) return;
  const [a, b] = [was?.value ?? Infinity, is?.value ?? Infinity];
  const weaker = b > a || (b === a && is?.exclusive !== true);
  const text = (end: RangeEnd | null): string =>
    end === null ? 'not declared' : `${String(end.value * sign)}${end.exclusive ? ' (exclusive)' : ''}`;
  const direction = weaker ? 'weaker' : 'stronger';
  say(
    'bound',
    sign === 1 ? direction : lower(pair, direction),
    is?.exclusive === true ? exclusive : inclusive,
    `The ${inclusive} of ${label} is ${text(is)}; it was ${text(was)}.`,
  );
}

interface RangeEnd {
  /** Times the sign: the least is the strictest. */
  readonly value: number;
  readonly exclusive: boolean;
}

function rangeEnd(parts: SchemaParts, inclusive: string, exclusive: string, sign: 1 | -1): RangeEnd | null {
  const ends = [
    ...parts.numbers(inclusive).map((value) => ({ value: value * sign, exclusive: false })),
    ...parts.numbers(exclusive).map((value) => ({ value: value * sign, exclusive: true })),
  ].sort((a, b) => a.value - b.value || Number(b.exclusive) - Number(a.exclusive));
  return ends[0] ?? null;
}

function compareBound(pair: KeywordPair, keyword: string, sign: 1 | -1, say: SayKeyword): void {
  const { label } = pair;
  const [was, is] = (['old', 'next'] as const).map((side) => bound(pair, side, keyword, sign)) as [
    number | null,
    number | null,
  ];
  if (was === is) return;
  const weaker = (is === null ? Infinity : is * sign) > (was === null ? Infinity : was * sign);
  const direction = weaker ? 'weaker' : 'stronger';
  say(
    'bound',
    sign === 1 ? direction : lower(pair, direction),
    keyword,
    `The ${keyword} of ${label} is ${amount(is)}; it was ${amount(was)}.`,
  );
}

function amount(value: number | null): string {
  return value === null ? 'not declared' : String(value);
}

/** What holds: the strictest that is declared, else what `validation` gives strings and arrays of requests. */
function bound(pair: KeywordPair, side: 'old' | 'next', keyword: string, sign: 1 | -1): number | null {
  const parts = pair[side];
  const declared = parts.numbers(keyword);
  if (declared.length > 0) return sign === 1 ? Math.min(...declared) : Math.max(...declared);
  if (pair.traffic === 'reply') return null;
  const types = parts.types();
  if (keyword === 'maxLength' && types?.has('string') === true && parts.listed() === null) {
    return pair.bounds[side].maxLength;
  }
  return keyword === 'maxItems' && types?.has('array') === true ? pair.bounds[side].maxItems : null;
}

function compareMultiple({ old, next, label }: KeywordPair, say: SayKeyword): void {
  const [was, is] = [old.numbers('multipleOf'), next.numbers('multipleOf')];
  if (isSame([...was].sort(ascending), [...is].sort(ascending))) return;
  // Every old condition follows from a new one.
  const stricter = was.every((step) => is.some((other) => other % step === 0));
  say(
    'bound',
    stricter ? 'stronger' : 'weaker',
    'multipleOf',
    `The multipleOf of ${label} is ${stepsText(is)}; it was ${stepsText(was)}.`,
  );
}

function ascending(a: number, b: number): number {
  return a - b;
}

function stepsText(steps: readonly number[]): string {
  return steps.length === 0 ? 'not declared' : steps.join(' and ');
}

function compareTexts(
  { old, next, label }: KeywordPair,
  keyword: 'pattern' | 'format',
  say: SayKeyword,
): void {
  const [was, is] = [old.texts(keyword), next.texts(keyword)];
  const dropped = [...was].filter((text) => !is.has(text));
  const added = [...is].filter((text) => !was.has(text));
  if (dropped.length === 0 && added.length === 0) return;
  if (added.length === 0) {
    say(keyword, 'weaker', keyword, `The ${keyword} ${quotedList(dropped)} of ${label} is gone.`);
  } else if (dropped.length === 0) {
    say(keyword, 'stronger', keyword, `${label} has the ${keyword} ${quotedList(added)}.`);
  } else {
    say(
      keyword,
      'weaker',
      keyword,
      `The ${keyword} of ${label} is ${quotedList(added)}; it was ${quotedList(dropped)}.`,
      `Which of two ${keyword}s takes more is not decided here.`,
    );
  }
}

function compareSensitive({ old, next, label }: KeywordPair, say: SayKeyword): void {
  const [was, is] = [sensitiveMarks(old), sensitiveMarks(next)];
  if (isSame(was, is)) return;
  if (is.length === 0) {
    say(
      'sensitive',
      'weaker',
      'x-security.sensitive',
      `${label} is not sensitive any more: logs and errors may hold it.`,
    );
  } else if (was.length === 0) {
    say('sensitive', 'stronger', 'x-security.sensitive', `${label} is sensitive: no log or error holds it.`);
  } else {
    say(
      'sensitive',
      'neutral',
      'x-security.sensitive',
      `${label} is sensitive as ${is.join(', ')}, not ${was.join(', ')}.`,
    );
  }
}

function sensitiveMarks({ parts }: SchemaParts): readonly string[] {
  return [...new Set(parts.map((part) => schemaPolicy(part)?.sensitive ?? null))]
    .filter((mark) => mark !== null)
    .map(String)
    .sort();
}

function compareUrls({ old, next, label }: KeywordPair, say: SayKeyword): void {
  const [was, is] = [urlRules(old), urlRules(next)];
  if (isSame(was, is)) return;
  // Every rule must hold: each old one follows from a new one, or something more is taken.
  const looser = !was.every((rule) => is.some((other) => isStricterUrl(other, rule)));
  const text =
    is.length === 0 ? `Any text is taken for the URL ${label}` : `Which URLs ${label} takes is different`;
  const detail = is.map(urlText).join('; and ');
  say(
    'url',
    looser ? 'weaker' : 'stronger',
    'x-security.url',
    `${text}${detail === '' ? '' : `: ${detail}`}${was.length === 0 ? '' : `; it was ${was.map(urlText).join('; and ')}`}.`,
  );
}

function urlRules({ parts }: SchemaParts): readonly UrlRule[] {
  return parts.map((part) => schemaPolicy(part)?.url ?? null).filter((rule) => rule !== null);
}

function urlText({ schemes, hosts, ports }: UrlRule): string {
  const at = hosts === null ? 'any public host' : hosts.map(quoted).join(', ');
  return `${schemes.join(' or ')} at ${at}${ports === null ? '' : `, port ${ports.join(', ')}`}`;
}

function isStricterUrl(rule: UrlRule, other: UrlRule): boolean {
  const hosts =
    other.hosts === null ||
    (rule.hosts !== null && rule.hosts.every((host) => other.hosts!.some((wide) => isHostOf(host, wide))));
  const ports = isSubset(rule.ports ?? defaultPorts(rule), new Set(other.ports ?? defaultPorts(other)));
  return isSubset(rule.schemes, new Set(other.schemes)) && hosts && ports;
}

function defaultPorts({ schemes }: UrlRule): readonly number[] {
  return schemes.map((scheme) => (scheme === 'https' ? 443 : 80));
}

function isHostOf(host: string, wide: string): boolean {
  return host === wide || (wide.startsWith('*.') && host.replace(/^\*\./u, '.').endsWith(wide.slice(1)));
}

/** Values of keywords in one form, for those that are only held against each other as a whole. */
export function valueText(values: readonly Json[]): string {
  return JSON.stringify(
    values.map((value) => {
      if (isSchema(value)) return comparableText(value);
      if (!isJsonObject(value) && !Array.isArray(value)) return value;
      return Object.entries(value as object).map(([name, inner]: [string, Json]) => [
        name,
        isSchema(inner) ? comparableText(inner) : inner,
      ]);
    }),
  );
}

/** Whether something is in `next` that is not in `old`; `null` is everything. */
function wider(old: ReadonlySet<string> | null, next: ReadonlySet<string> | null): boolean {
  if (old === null) return false;
  return next === null || !isSubset(next, old);
}

function sorted(values: ReadonlySet<string> | null): readonly string[] | null {
  return values === null ? null : [...values].sort();
}
