import { counted } from '../diagnostics/grouped-findings.js';
import { quoted } from '../diagnostics/quoted.js';
import { isJsonObject, type Json, type JsonObject } from '../load/json.js';
import type { ServerDefinition } from '../runtime/core/definition.js';
import { normalizeAuthority } from '../runtime/transport/authority.js';
import type { ModelContext } from './model-context.js';

/** Combinations of enum variables one server may stand for. */
const MOST_EXPANSIONS = 256;

/**
 * The `servers` of the root, a path or an operation; `null` where the owner has none that
 * counts. Those nothing can be served under are findings, and left out.
 */
export function readServers(owner: JsonObject, context: ModelContext): readonly ServerDefinition[] | null {
  const { findings } = context;
  const list = owner['servers'];
  if (!Array.isArray(list)) return null;
  const byBasePath = new Map<string, Set<string>>();
  for (const server of (list as readonly Json[]).filter(isJsonObject)) {
    for (const url of expansions(server, context)) {
      const place = placeOf(url);
      if (typeof place === 'string') {
        findings.add('server-ignored', url, { node: server, key: 'url', on: 'value' }, () => {
          return `${quoted(url)} ${place}`;
        });
        continue;
      }
      if (place.insecure) {
        findings.add('server-http', '', { node: server, key: 'url', on: 'value' }, (places) => {
          return `Credentials would travel in clear: ${counted(places, 'server')} without TLS.`;
        });
      }
      const authorities = byBasePath.get(place.basePath) ?? new Set();
      if (place.authority !== null) authorities.add(place.authority);
      byBasePath.set(place.basePath, authorities);
    }
  }
  if (byBasePath.size === 0) return null;
  return [...byBasePath].map(([basePath, authorities]) => ({ authorities: [...authorities], basePath }));
}

/** Where OAS puts the API if no server says otherwise. */
export const DEFAULT_SERVERS: readonly ServerDefinition[] = [{ authorities: [], basePath: '' }];

interface Place {
  readonly authority: string | null;
  readonly basePath: string;
  readonly insecure: boolean;
}

/** What an expanded server URL means, or why it means nothing here. */
function placeOf(text: string): Place | string {
  if (/[\p{Cc}\p{Z}\\]/u.test(text)) return 'is no URL, and is ignored.';
  const relative = !/^[A-Za-z][A-Za-z0-9+.-]*:/.test(text) && !text.startsWith('//');
  if (!URL.canParse(text, 'https://relative.invalid/')) return 'is no URL, and is ignored.';
  const url = new URL(text, 'https://relative.invalid/');
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return 'is neither https nor http, and is ignored.';
  if (url.username !== '' || url.password !== '') return 'holds credentials, and is ignored.';
  if (url.search !== '' || url.hash !== '') return 'has a query or a fragment, and is ignored.';
  const path = text.replace(/^[A-Za-z][A-Za-z0-9+.-]*:/, '').replace(/^\/\/[^/]*/, '');
  if (/(^|\/)(\.|%2e){1,2}(\/|$)/i.test(path.replace(/^\.(\/|$)/, '')))
    return 'has dot segments, and is ignored.';
  const basePath = url.pathname.replace(/\/+$/, '');
  if (basePath.includes('//') || /%(2f|5c|00)/i.test(basePath)) {
    return 'has a path no request can have, and is ignored.';
  }
  if (!relative && normalizeAuthority(url.host, 'https') === null)
    return 'names a host no request can name, and is ignored.';
  return {
    authority: relative ? null : url.host.toLowerCase(),
    basePath,
    insecure: !relative && url.protocol === 'http:' && !isLoopback(url.hostname),
  };
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/** The URL with its variables replaced: each value of an enum, else the default. */
function expansions(server: JsonObject, { findings }: ModelContext): readonly string[] {
  const template = server['url'];
  if (typeof template !== 'string') return [];
  const variables = isJsonObject(server['variables']) ? server['variables'] : {};
  let urls = [''];
  let capped = false;
  for (const part of template.split(/(\{[^{}]*\})/)) {
    const name = /^\{(.*)\}$/s.exec(part)?.[1];
    const values =
      name === undefined ? [part] : valuesOf(Object.hasOwn(variables, name) ? variables[name] : undefined);
    if (values === null) {
      findings.add(
        'server-ignored',
        template,
        { node: server, key: 'url', on: 'value' },
        () => `The variable ${quoted(part)} has no default; the server is ignored.`,
      );
      return [];
    }
    const allowed = urls.length * values.length > MOST_EXPANSIONS ? values.slice(0, 1) : values;
    capped ||= allowed.length < values.length;
    urls = urls.flatMap((url) => allowed.map((value) => url + value));
  }
  if (capped) {
    findings.add(
      'server-variables-capped',
      template,
      { node: server, key: 'url', on: 'value' },
      () => `The variables make more than ${MOST_EXPANSIONS} URLs; some keep their default only.`,
    );
  }
  return urls;
}

/** Values of a variable, the default first; `null` where it has none. */
function valuesOf(variable: Json | undefined): readonly string[] | null {
  if (!isJsonObject(variable)) return null;
  const fallback = variable['default'];
  const values = new Set<string>();
  if (typeof fallback === 'string') values.add(fallback);
  if (Array.isArray(variable['enum'])) {
    for (const value of variable['enum'] as readonly Json[]) if (typeof value === 'string') values.add(value);
  }
  return values.size === 0 ? null : [...values];
}
