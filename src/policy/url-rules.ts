import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { quoted } from '../diagnostics/quoted.js';
import { isJsonArray, isJsonObject, type JsonObject } from '../load/json.js';
import type { Origins } from '../load/origins.js';
import { schemaPolicy } from '../model/schema-policy.js';
import { isPublicHost, urlRule } from '../runtime/url/url-rule.js';
import type { Keywords } from './check-keywords.js';
import type { Visit } from './openapi-structure.js';

/**
 * Checks the `url` rules of schemas beyond their form: a rule stands where every other value is refused too, and lists
 * no host that it could never accept (semantics §6, URLs).
 */
export function checkUrlRules(
  visits: readonly Visit[],
  keywords: Keywords,
  origins: Origins,
  diagnostics: Diagnostics,
): void {
  for (const { node, kind } of visits) {
    if (kind !== 'schema') continue;
    const keyword = keywords.of(node);
    const rule = keyword?.['url'];
    if (keyword === null || !isJsonObject(rule)) continue;
    if (!isString(node)) {
      diagnostics.report(
        'url-rule-misplaced',
        origins.member(keyword, 'url', 'key'),
        'A url rule holds for strings, and this schema takes other values unchecked.',
      );
    }
    checkHosts(rule, origins, diagnostics);
    checkDefault(node, origins, diagnostics);
  }
}

function isString({ type }: JsonObject): boolean {
  if (type === 'string') return true;
  return (
    isJsonArray(type) && type.includes('string') && type.every((name) => name === 'string' || name === 'null')
  );
}

function checkHosts(rule: JsonObject, origins: Origins, diagnostics: Diagnostics): void {
  const { hosts } = rule;
  if (hosts === undefined || !isJsonArray(hosts)) return;
  for (const [index, host] of hosts.entries()) {
    if (typeof host !== 'string' || canBeMet(host.replace(/^\*\./, ''))) continue;
    diagnostics.report(
      'url-host-special',
      origins.member(hosts, index),
      `${quoted(host)} is no host of the public internet, and no URL of it is accepted.`,
    );
  }
}

/** What the document fills in for who sends nothing is held against the rule as well: handlers get a SafeUrl. */
function checkDefault(schema: JsonObject, origins: Origins, diagnostics: Diagnostics): void {
  const { default: value } = schema;
  const rule = schemaPolicy(schema)?.url ?? null;
  if (rule === null || typeof value !== 'string' || urlRule(rule)(value)) return;
  diagnostics.report(
    'url-default-refused',
    origins.member(schema, 'default'),
    `The url rule beside it refuses the default ${quoted(value)}.`,
  );
}

/** Names that end in a number are addresses to parsers of URLs, or faults. */
function canBeMet(host: string): boolean {
  const url = `https://${host}/`;
  return URL.canParse(url) && new URL(url).hostname === host && isPublicHost(host);
}
