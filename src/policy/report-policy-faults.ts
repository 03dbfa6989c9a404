import type { DiagnosticCode } from '../diagnostics/codes.js';
import type { Diagnostic, Location } from '../diagnostics/diagnostic.js';
import { Diagnostics } from '../diagnostics/diagnostics.js';
import { parsePointer } from '../load/json-pointer.js';
import type { NormalizedDocument } from '../normalize/normalized-document.js';
import { isLikeSecurity } from '../resolve/violation.js';
import { PlaceSet } from './place-set.js';
import type { PolicyTable } from './policy-table.js';
import { resolvePolicy } from './resolve-policy.js';
import { httpScheme, schemePosition } from './security-schemes.js';

/** What follows from the requirements of an operation. */
const FROM_REQUIREMENTS: ReadonlySet<DiagnosticCode> = new Set<DiagnosticCode>([
  'access-undecided',
  'access-without-scheme',
  'public-unsafe',
  'public-with-requirement',
  'tenant-without-claim',
]);

/** What follows from the type of the scheme that a requirement names, or from the scopes it declares. */
const FROM_SCHEME: ReadonlySet<DiagnosticCode> = new Set<DiagnosticCode>([
  'scopes-without-oauth',
  'undeclared-scope',
  'undefined-role',
]);

/** What the refused part of a document may have used. */
const UNUSED: ReadonlySet<DiagnosticCode> = new Set<DiagnosticCode>(['limiter-unused', 'scheme-unused']);

/**
 * Reports what is wrong with the policy of a document that was refused already, so that its author learns of everything
 * at once: but nothing of a refused place, nor what only follows from it.
 *
 * @returns the policy, as far as it goes
 */
export function reportPolicyFaults(
  document: NormalizedDocument,
  refused: PlaceSet,
  diagnostics: Diagnostics,
): PolicyTable {
  const consequences = new Consequences(document, refused);
  const found = new Diagnostics();
  const policy = resolvePolicy(document, found);
  for (const diagnostic of found.list) {
    if (consequences.includes(diagnostic)) continue;
    const { code, at, message, ...more } = diagnostic;
    diagnostics.report(code, at, message, more);
  }
  return policy;
}

class Consequences {
  readonly #document: NormalizedDocument;
  readonly #refused: PlaceSet;
  readonly #operations: PlaceSet;
  /** Operations whose requirements are not known. */
  readonly #unsure: PlaceSet;
  readonly #anyUnsure: boolean;
  readonly #faultySchemes: PlaceSet;
  /** Of these, the schemes whose type is not known. */
  readonly #untypedSchemes: PlaceSet;

  constructor(document: NormalizedDocument, refused: PlaceSet) {
    const { root, origins, pathItems, securitySchemes } = document;
    this.#document = document;
    this.#refused = refused;
    const isUnsure = (at: Location): boolean => refused.below(at).some(isSecurityMember);
    const rootUnsure = isUnsure(origins.of(root));
    const nodes = pathItems.flatMap(({ operations }) => operations.map(({ node }) => node));
    const unsure = nodes.filter(
      (node) => (rootUnsure && node['security'] === undefined) || isUnsure(origins.of(node)),
    );
    this.#operations = new PlaceSet(nodes.map((node) => origins.of(node)));
    this.#unsure = new PlaceSet(unsure.map((node) => origins.of(node)));
    this.#anyUnsure = unsure.length > 0;
    const faulty = [...securitySchemes.values()].filter(
      (scheme) => refused.below(origins.of(scheme)).length > 0,
    );
    const untyped = faulty.filter((scheme) => {
      const isNamed =
        schemePosition(scheme) !== null && (scheme['type'] !== 'http' || httpScheme(scheme) !== null);
      return !isNamed || refused.below(origins.of(scheme)).includes('/type');
    });
    this.#faultySchemes = new PlaceSet(faulty.map((scheme) => origins.of(scheme)));
    this.#untypedSchemes = new PlaceSet(untyped.map((scheme) => origins.of(scheme)));
  }

  includes({ code, at, related }: Diagnostic): boolean {
    if (UNUSED.has(code)) return true;
    if (related.some((place) => this.#refused.covers(place.at))) return true;
    if (at === null) return false;
    if (this.#refused.has(at)) return true;
    if (code === 'invalid-security' && this.#refused.covers(at)) return true;
    if (code === 'undefined-scheme' && this.#isDeclaredAmiss(at)) return true;
    if (FROM_SCHEME.has(code) && this.#isOfFaultyScheme(at)) return true;
    if (code === 'url-rule-misplaced' && this.#refused.below(typeBeside(at)).length > 0) return true;
    if (FROM_REQUIREMENTS.has(code) && this.#isUnsure(at)) return true;
    if (code === 'invalid-security-scheme' && this.#faultySchemes.covers(at)) return true;
    return this.#untypedSchemes.covers(at);
  }

  /** Whether the scheme that a requirement names is declared, and was refused. */
  #isDeclaredAmiss(at: Location): boolean {
    const name = at.pointer.slice(at.pointer.lastIndexOf('/'));
    const root = this.#document.origins.of(this.#document.root);
    return ['/components/securitySchemes', '/securityDefinitions', '/securitySchemes'].some((place) =>
      this.#refused.covers({ ...root, pointer: place + name }),
    );
  }

  /** Whether the scheme whose requirement an entry stands in has a fault. */
  #isOfFaultyScheme({ pointer }: Location): boolean {
    const names = (parsePointer(pointer) ?? []).slice(-2);
    return names.some((name) => {
      const scheme = this.#document.securitySchemes.get(name);
      return scheme !== undefined && this.#faultySchemes.has(this.#document.origins.of(scheme));
    });
  }

  /** Whether what is said of an operation, or of what several inherit, depends on requirements that are not known. */
  #isUnsure(at: Location): boolean {
    return this.#anyUnsure && (this.#unsure.covers(at) || !this.#operations.covers(at));
  }
}

/** `type` of the schema that holds a member of `x-security`. */
function typeBeside(at: Location): Location {
  const schema = at.pointer.split('/').slice(0, -2).join('/');
  return { ...at, pointer: `${schema}/type` };
}

/** Whether a pointer leads to, or into, a member that is `security` or was meant to be. */
function isSecurityMember(pointer: string): boolean {
  const [member] = parsePointer(pointer) ?? [];
  return member !== undefined && isLikeSecurity(member);
}
