import { isObject, type JsonObject, standFor, textOf } from './json-values.js';
import { accessOf, type DocumentOperation } from './openapi-operations.js';

/** A document whose every operation is decided, and the overlay that decides it. */
export interface DecidedDocument {
  /** With the scheme that the overlay adds, where it adds one. */
  readonly document: JsonObject;
  readonly operations: readonly DocumentOperation[];
  /** Text of the overlay; none where nothing is undecided. */
  readonly overlays: readonly string[];
}

/** Lets undecided operations ask for the first scheme of the document that a server can check, or for a new one. */
export function decideUndecided(
  document: JsonObject,
  operations: readonly DocumentOperation[],
): DecidedDocument {
  const undecided = operations.filter((operation) => accessOf(operation) === 'undecided');
  if (undecided.length === 0) return { document, operations, overlays: [] };
  const components = (document['components'] ?? {}) as JsonObject;
  const schemes = (components['securitySchemes'] ?? {}) as Readonly<Record<string, unknown>>;
  const declared = Object.entries(schemes).find(([, scheme]) => isObject(scheme) && isCheckable(scheme));
  const name = declared?.[0] ?? unusedName(schemes);
  const security = [{ [name]: [] }];
  const isSwagger = document['swagger'] !== undefined;
  const scheme = isSwagger
    ? { type: 'apiKey', in: 'header', name: 'X-Test-Key' }
    : { type: 'http', scheme: 'bearer' };
  const added = { [name]: scheme };
  // Of the whole document, so that operations of other files, and twins of one path, are decided alike.
  const update = {
    security,
    ...(declared !== undefined
      ? {}
      : isSwagger
        ? { securityDefinitions: added }
        : { components: { securitySchemes: added } }),
  };
  const actions = [{ target: '$', update }];
  const info = { title: 'Decisions', version: '1.0.0' };
  const requirements = [new Map([[name, []]])];
  return {
    document:
      declared === undefined
        ? standFor(
            { ...document, components: { ...components, securitySchemes: { ...schemes, ...added } } },
            document,
          )
        : document,
    operations: operations.map((operation) =>
      accessOf(operation) === 'undecided' ? { ...operation, requirements } : operation,
    ),
    overlays: [JSON.stringify({ overlay: '1.0.0', info, actions })],
  };
}

function unusedName(taken: object): string {
  let name = 'bearer';
  while (Object.hasOwn(taken, name)) name += 'Token';
  return name;
}

function isCheckable({ type, scheme }: JsonObject): boolean {
  if (type === 'http') return ['bearer', 'basic'].includes(textOf(scheme).toLowerCase());
  return type === 'apiKey' || type === 'oauth2' || type === 'openIdConnect';
}
