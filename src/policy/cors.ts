import type { Location } from '../diagnostics/diagnostic.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { quoted } from '../diagnostics/quoted.js';
import type { Json } from '../load/json.js';
import type { Origins } from '../load/origins.js';
import type { CorsDefinition } from '../runtime/core/definition.js';
import type { EffectiveMember, EffectiveMembers } from './inheritance.js';
import { parseDuration } from './quantities.js';

/** Reads the effective `cors` of the root and of operations. What many inherit is reported once. */
export class CorsReader {
  readonly #origins: Origins;
  readonly #diagnostics: Diagnostics;
  readonly #reported = new Set<string>();

  constructor(origins: Origins, diagnostics: Diagnostics) {
    this.#origins = origins;
    this.#diagnostics = diagnostics;
  }

  /** `null` where nothing is open. */
  read(members: EffectiveMembers): CorsDefinition | null {
    const origins = members.get('cors.origins');
    if (origins === undefined) {
      this.#reportWithoutOrigins(members);
      return null;
    }
    const names = texts(origins.value);
    const credentials = members.get('cors.credentials');
    const maxAge = members.get('cors.maxAge')?.value;
    this.#check(names, origins, credentials);
    return {
      origins: names,
      credentials: credentials?.value === true,
      expose: texts(members.get('cors.expose')?.value),
      maxAgeSeconds: typeof maxAge === 'string' ? Math.floor(parseDuration(maxAge)) : null,
    };
  }

  #reportWithoutOrigins(members: EffectiveMembers): void {
    for (const [path, { at }] of members) {
      if (!path.startsWith('cors.')) continue;
      this.#report('cors-without-origins', at, `${path} is set, and no level says for which origins.`);
    }
  }

  #check(names: readonly string[], origins: EffectiveMember, credentials: EffectiveMember | undefined): void {
    const { value, at } = origins;
    const isAny = names.includes('*');
    if (isAny && credentials?.value === true) {
      this.#report(
        'cors-any-with-credentials',
        credentials.at,
        'Pages of any origin could act with the user’s cookies: credentials needs exact origins.',
      );
    } else if (isAny) {
      this.#report('cors-any-origin', at, 'Pages of any origin may read replies.');
    }
    for (const [index, name] of names.entries()) {
      if (name === '*') continue;
      const place = this.#origins.member(value as readonly Json[], index);
      const serialized = originOf(name);
      if (serialized !== name) {
        this.#report(
          'cors-origin-not-serialized',
          place,
          `No browser sends ${quoted(name)} as an origin.`,
          serialized === null ? undefined : `Write ${serialized}.`,
        );
      } else if (name.startsWith('http:') && !isLoopback(name)) {
        this.#report('cors-origin-plain', place, `Pages of ${quoted(name)} are served in the clear.`);
      }
    }
  }

  #report(code: CorsCode, at: Location, message: string, help?: string): void {
    const key = JSON.stringify([code, at.file, at.pointer, message]);
    if (this.#reported.has(key)) return;
    this.#reported.add(key);
    this.#diagnostics.report(code, at, message, help === undefined ? {} : { help });
  }
}

type CorsCode =
  | 'cors-any-origin'
  | 'cors-any-with-credentials'
  | 'cors-origin-not-serialized'
  | 'cors-origin-plain'
  | 'cors-without-origins';

/** The origin as browsers serialize it (HTML standard, "ASCII serialisation of an origin"). */
function originOf(text: string): string | null {
  return URL.canParse(text) ? new URL(text).origin : null;
}

function isLoopback(origin: string): boolean {
  const { hostname } = new URL(origin);
  return hostname === 'localhost' || hostname.endsWith('.localhost') || hostname.startsWith('127.');
}

function texts(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter((item) => typeof item === 'string') : [];
}
