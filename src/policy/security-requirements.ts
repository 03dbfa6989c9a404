import type { Diagnostics } from '../diagnostics/diagnostics.js';
import type { Location } from '../diagnostics/diagnostic.js';
import { counted, type GroupedFindings } from '../diagnostics/grouped-findings.js';
import { quoted } from '../diagnostics/quoted.js';
import { hasJsonSchema } from '../load/document-version.js';
import { isJsonObject, type Json, type JsonObject } from '../load/json.js';
import type { NormalizedDocument } from '../normalize/normalized-document.js';
import type { CredentialRequirement, RequirementDefinition } from '../runtime/core/definition.js';
import { suggestion } from './nearest-name.js';
import type { Roles } from './roles.js';

export interface DeclaredRequirements {
  readonly alternatives: readonly RequirementDefinition[];
  /** The `security` member itself. */
  readonly at: Location;
}

/** Stands for what was not understood: no credential satisfies it, so that an error never leaves something open. */
const NEVER: RequirementDefinition = { credentials: [{ scheme: '', scopes: [], roles: [] }] };

/** How the strings beside a scheme's name are read, which its type decides. */
type ScopeReading = 'declared scopes' | 'scopes' | 'roles or scopes';

/**
 * Reads `security` members: a list is OR, an object is AND, `{}` is anonymous (OAS, Security Requirement Object).
 * Anything that is not understood is an error; a requirement is never dropped.
 */
export class SecurityRequirements {
  readonly #document: NormalizedDocument;
  readonly #diagnostics: Diagnostics;
  readonly #findings: GroupedFindings;
  readonly #roles: Roles;
  readonly #required = new Set<string>();
  readonly #undeclaredScopes = new Set<string>();
  readonly #read = new Map<JsonObject, DeclaredRequirements | null>();

  constructor(
    document: NormalizedDocument,
    roles: Roles,
    findings: GroupedFindings,
    diagnostics: Diagnostics,
  ) {
    this.#findings = findings;
    this.#document = document;
    this.#roles = roles;
    this.#diagnostics = diagnostics;
  }

  /** Names of the schemes that what was read so far requires. */
  get required(): ReadonlySet<string> {
    return this.#required;
  }

  /** The `security` of the root or an operation; `null` where it has none. Reports each fault once. */
  read(owner: JsonObject): DeclaredRequirements | null {
    const known = this.#read.get(owner);
    if (known !== undefined) return known;
    const declared = this.#readOnce(owner);
    this.#read.set(owner, declared);
    return declared;
  }

  #readOnce(owner: JsonObject): DeclaredRequirements | null {
    const security = owner['security'];
    if (security === undefined) return null;
    const { origins } = this.#document;
    const at = origins.member(owner, 'security', 'key');
    if (!Array.isArray(security)) {
      this.#invalid(origins.member(owner, 'security'), 'security must be a list of requirements');
      return { alternatives: [NEVER], at };
    }
    const alternatives: RequirementDefinition[] = [];
    for (const [index, alternative] of (security as readonly Json[]).entries()) {
      if (isJsonObject(alternative)) alternatives.push(this.#alternative(alternative));
      else {
        this.#invalid(origins.member(security, index), 'A security requirement must be an object');
        alternatives.push(NEVER);
      }
    }
    return { alternatives, at };
  }

  #alternative(alternative: JsonObject): RequirementDefinition {
    const credentials: CredentialRequirement[] = [];
    for (const [name, list] of Object.entries(alternative)) {
      const scheme = this.#document.securitySchemes.get(name);
      if (scheme === undefined) {
        this.#diagnostics.report(
          'undefined-scheme',
          this.#document.origins.member(alternative, name, 'key'),
          `There is no security scheme ${quoted(name)}.`,
          {
            help:
              suggestion(name, this.#document.securitySchemes.keys()) ??
              'Declare it in components.securitySchemes.',
          },
        );
        credentials.push({ scheme: name, scopes: [], roles: [] });
        continue;
      }
      this.#required.add(name);
      credentials.push(this.#credential(alternative, name, list, scheme));
    }
    return { credentials };
  }

  #credential(alternative: JsonObject, name: string, list: Json, scheme: JsonObject): CredentialRequirement {
    const { origins } = this.#document;
    if (!Array.isArray(list)) {
      this.#invalid(
        origins.member(alternative, name),
        `The requirement of ${quoted(name)} must be a list of strings`,
      );
      return { scheme: name, scopes: [], roles: [] };
    }
    const names: string[] = [];
    for (const [index, entry] of (list as readonly Json[]).entries()) {
      if (typeof entry === 'string' && entry !== '') names.push(entry);
      else this.#invalid(origins.member(list, index), 'A scope or role must be a non-empty string');
    }
    switch (this.#reading(scheme)) {
      case 'declared scopes':
        this.#checkDeclared(name, scheme, list, names);
        return { scheme: name, scopes: names, roles: [] };
      case 'scopes':
        return { scheme: name, scopes: names, roles: [] };
      case 'roles or scopes':
        return this.#rolesOrScopes(alternative, name, list, names);
    }
  }

  #reading(scheme: JsonObject): ScopeReading {
    if (scheme['type'] === 'oauth2') return 'declared scopes';
    return scheme['type'] === 'openIdConnect' ? 'scopes' : 'roles or scopes';
  }

  /** OAS >= 3.1: role names on schemes without scopes. OAS 3.0: not allowed, yet enforced as scopes. */
  #rolesOrScopes(
    alternative: JsonObject,
    name: string,
    list: readonly Json[],
    names: readonly string[],
  ): CredentialRequirement {
    const { sourceVersion } = this.#document;
    if (names.length === 0) return { scheme: name, scopes: [], roles: [] };
    if (!hasJsonSchema(sourceVersion)) {
      this.#findings.add(
        'scopes-without-oauth',
        name,
        { node: alternative, key: name, on: 'value' },
        (places) => {
          return `The specification gives scopes of ${quoted(name)} no meaning; they are required of the credential, in ${counted(places, 'requirement')}.`;
        },
      );
      return { scheme: name, scopes: names, roles: [] };
    }
    this.#roles.check(list);
    return { scheme: name, scopes: [], roles: names };
  }

  #checkDeclared(name: string, scheme: JsonObject, list: readonly Json[], scopes: readonly string[]): void {
    const declared = declaredScopes(scheme);
    for (const scope of scopes) {
      const key = JSON.stringify([name, scope]);
      if (declared.has(scope) || this.#undeclaredScopes.has(key)) continue;
      this.#undeclaredScopes.add(key);
      this.#diagnostics.report(
        'undeclared-scope',
        this.#document.origins.member(list, list.indexOf(scope)),
        `No flow of ${quoted(name)} declares the scope ${quoted(scope)}; it is required all the same.`,
        { help: suggestion(scope, declared) },
      );
    }
  }

  #invalid(at: Location, message: string): void {
    this.#diagnostics.report('invalid-security', at, `${message}.`);
  }
}

function declaredScopes(scheme: JsonObject): ReadonlySet<string> {
  const scopes = new Set<string>();
  const flows = scheme['flows'];
  if (!isJsonObject(flows)) return scopes;
  for (const flow of Object.values(flows)) {
    if (!isJsonObject(flow) || !isJsonObject(flow['scopes'])) continue;
    for (const scope of Object.keys(flow['scopes'])) scopes.add(scope);
  }
  return scopes;
}
