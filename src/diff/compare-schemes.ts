/** How the credentials of a security scheme are checked. */
import { quoted, quotedList } from '../diagnostics/quoted.js';
import type { ApiKeySchemeDefinition, JwtSchemeDefinition } from '../runtime/core/definition.js';
import type { Change } from './change.js';
import { ChangeList } from './change-list.js';
import { isSame } from './compare-access.js';
import type { Comparison } from './comparison.js';
import type { SecuredScheme } from './security-model.js';

/** Changes of every scheme that both documents require, by its name. */
export function compareSchemes(comparison: Comparison): ReadonlyMap<string, readonly Change[]> {
  const { old, next } = comparison;
  const changes = new Map<string, readonly Change[]>();
  for (const scheme of next.model.schemes) {
    const before = old.model.schemes.find(({ name }) => name === scheme.name);
    if (before === undefined) continue;
    const list = new ChangeList();
    new SchemeComparison(before, scheme, comparison, list).compare();
    changes.set(scheme.name, list.all);
  }
  return changes;
}

class SchemeComparison {
  readonly #old: SecuredScheme;
  readonly #next: SecuredScheme;
  readonly #comparison: Comparison;
  readonly #changes: ChangeList;

  constructor(old: SecuredScheme, next: SecuredScheme, comparison: Comparison, changes: ChangeList) {
    this.#old = old;
    this.#next = next;
    this.#comparison = comparison;
    this.#changes = changes;
  }

  compare(): void {
    const [old, next] = [this.#old, this.#next];
    if (old.kind === 'jwt' && next.kind === 'jwt') this.#tokens(old, next);
    else if (old.kind === 'apiKey' && next.kind === 'apiKey') this.#keys(old, next);
    else if (!isSame(kindOf(old), kindOf(next))) {
      this.#unclear(['type'], `is ${kindOf(next)}, not ${kindOf(old)}`, 'Other credentials are accepted.');
    }
  }

  #tokens(old: JwtSchemeDefinition, next: JwtSchemeDefinition): void {
    if (old.type !== next.type) this.#say('neutral', ['type'], `is ${next.type}, not ${old.type}`);
    this.#set(old.audience, next.audience, ['x-security', 'audience'], 'the audience');
    this.#set(old.algorithms, next.algorithms, ['x-security', 'algorithms'], 'the algorithm');
    if (old.issuer !== next.issuer) {
      const said = next.issuer === null ? 'names no issuer' : `trusts the issuer ${quoted(next.issuer)}`;
      const was = old.issuer === null ? 'none was named' : `it was ${quoted(old.issuer)}`;
      this.#unclear(
        ['x-security', 'issuer'],
        `${said}; ${was}`,
        'Whom an issuer gives tokens is its own decision.',
      );
    }
    if (old.discoveryUrl !== next.discoveryUrl) {
      this.#unclear(
        [next.type === 'openIdConnect' ? 'openIdConnectUrl' : 'oauth2MetadataUrl'],
        next.discoveryUrl === null
          ? 'names no place to discover keys'
          : `discovers keys at ${quoted(next.discoveryUrl)}`,
        'Other keys may sign tokens.',
      );
    }
    if (old.typ !== next.typ) {
      const legacy = next.typ === 'legacy';
      this.#say(
        legacy ? 'weaker' : 'stronger',
        ['x-security', 'typ'],
        legacy ? 'takes tokens that are not marked as access tokens' : 'takes only tokens marked at+jwt',
      );
    }
    this.#amount(
      old.clockSkewSeconds,
      next.clockSkewSeconds,
      ['x-security', 'clockSkew'],
      'tolerates clocks',
      's off',
    );
    for (const claim of ['roles', 'tenant', 'plan'] as const) {
      const [was, is] = [old.claims[claim], next.claims[claim]];
      if (was === is) continue;
      this.#unclear(
        ['x-security', 'claims', claim],
        is === null
          ? `reads ${claim} from no claim any more`
          : `reads ${claim} from the claim ${quoted(is)}${was === null ? '' : `, not ${quoted(was)}`}`,
        'What tokens hold there is the issuer’s decision.',
      );
    }
    if (old.bind !== next.bind) {
      this.#say(
        next.bind === 'none' ? 'weaker' : 'stronger',
        ['x-security', 'bind'],
        next.bind === 'none'
          ? 'takes tokens of whoever has them, not only with the certificate they name'
          : 'takes tokens only with the certificate they name',
      );
    }
    for (const check of ['jti', 'credential-change'] as const) {
      const [was, is] = [old.revocation.includes(check), next.revocation.includes(check)];
      if (was === is) continue;
      this.#say(
        is ? 'stronger' : 'weaker',
        ['x-security', 'revocation'],
        `${is ? 'refuses' : 'does not refuse any more'} ${check === 'jti' ? 'tokens whose id was revoked' : 'tokens from before a change of credentials'}`,
      );
    }
  }

  #keys(old: ApiKeySchemeDefinition, next: ApiKeySchemeDefinition): void {
    if (old.in !== next.in) {
      // Values in URLs are logged and shared; what a cookie carries, other sites can make a browser send.
      const exposed = ['header', 'cookie', 'query'];
      const weaker = exposed.indexOf(next.in) > exposed.indexOf(old.in);
      this.#say(weaker ? 'weaker' : 'stronger', ['in'], `takes keys in the ${next.in}, not the ${old.in}`);
    }
    if (old.parameter !== next.parameter) {
      this.#say('neutral', ['name'], `takes keys in ${quoted(next.parameter)}, not ${quoted(old.parameter)}`);
    }
    if (old.prefix !== next.prefix) {
      const place = ['x-security', 'prefix'];
      if (next.prefix === null) this.#say('weaker', place, 'takes keys of any form: no prefix is named');
      else if (old.prefix === null)
        this.#say('stronger', place, `takes only keys with the prefix ${quoted(next.prefix)}`);
      else
        this.#say(
          'neutral',
          place,
          `takes keys with the prefix ${quoted(next.prefix)}, not ${quoted(old.prefix)}`,
        );
    }
    this.#amount(
      old.expiresSeconds,
      next.expiresSeconds,
      ['x-security', 'expires'],
      'takes keys that live',
      's at most',
    );
  }

  /** `null` stands for no bound. */
  #amount(
    old: number | null,
    next: number | null,
    place: readonly string[],
    verb: string,
    unit: string,
  ): void {
    if (old === next) return;
    const text = (value: number | null): string =>
      value === null ? 'without end' : `${String(value)}${unit}`;
    const weaker = (next ?? Infinity) > (old ?? Infinity);
    this.#say(weaker ? 'weaker' : 'stronger', place, `${verb} ${text(next)}; it was ${text(old)}`);
  }

  #set(old: readonly string[], next: readonly string[], place: readonly string[], what: string): void {
    const added = next.filter((entry) => !old.includes(entry));
    const dropped = old.filter((entry) => !next.includes(entry));
    // An empty list asks for nothing.
    if (next.length === 0 && old.length > 0) this.#say('weaker', place, `does not ask for ${what} any more`);
    else if (old.length === 0 && next.length > 0)
      this.#say('stronger', place, `asks for ${what} ${quotedList(next)}`);
    else {
      if (added.length > 0) this.#say('weaker', place, `also takes ${what} ${quotedList(added)}`);
      if (dropped.length > 0)
        this.#say('stronger', place, `does not take ${what} ${quotedList(dropped)} any more`);
    }
  }

  #say(direction: Change['direction'], place: readonly string[], what: string): void {
    this.#changes.add('scheme', direction, this.#sentence(what), this.#place(place));
  }

  #unclear(place: readonly string[], what: string, reason: string): void {
    this.#changes.unclear('scheme', this.#sentence(what), this.#place(place), reason);
  }

  #sentence(what: string): string {
    return `The scheme ${quoted(this.#next.name)} ${what}.`;
  }

  #place(tokens: readonly string[]): ReturnType<Comparison['rootPlace']> {
    const { at, before } = this.#comparison.rootPlace(
      'components',
      'securitySchemes',
      this.#next.name,
      ...tokens,
    );
    return { at: at ?? this.#next.origin ?? null, before: before ?? this.#old.origin ?? null };
  }
}

function kindOf(scheme: SecuredScheme): string {
  return scheme.kind === 'custom' ? `the HTTP scheme ${quoted(scheme.httpScheme)}` : scheme.kind;
}
