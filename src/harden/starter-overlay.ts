import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { codes } from '../diagnostics/codes.js';
import { visibleText } from '../diagnostics/visible-text.js';
import { isJsonObject, type Json, type JsonObject } from '../load/json.js';
import { parsePointer } from '../load/json-pointer.js';
import type { Api, Operation } from '../model/api.js';
import { readPathKey } from '../model/path-key.js';
import { saysNothing, vendorExtension } from '../policy/vendor-extension-table.js';
import { shownName } from '../policy/vendor-extensions.js';
import { jsonPath } from './json-path-text.js';

export interface StarterOverlayInput {
  readonly api: Api;
  /** Findings of the document, in the order of their severity. */
  readonly findings: readonly Diagnostic[];
  /** Absolute path of the document the overlay is for. */
  readonly document: string;
  /** `file:line` of a place, for comments. */
  readonly placeOf: (diagnostic: Pick<Diagnostic, 'at'>) => string;
}

/** How undecided operations are decided until somebody thinks: by any credential of this scheme. */
interface StarterScheme {
  readonly name: string;
  /** The overlay must declare it: the document has none that can be required. */
  readonly isNew: boolean;
}

/**
 * A starter overlay: one entry per undecided operation, and one comment per weakness, to be edited by hand. Applied as
 * it is, nothing is undecided any more, and nothing is open that was denied: each entry asks for a credential.
 *
 * Texts of the document stand in comments with control characters escaped, and elsewhere as double-quoted scalars.
 */
export function starterOverlay({ api, findings, document, placeOf }: StarterOverlayInput): string {
  const undecided = api.operations.filter(({ access }) => access.kind === 'undecided');
  const scheme = chooseScheme(api);
  const here = undecided.filter(({ origin }) => origin.file === document);
  const elsewhere = undecided.filter(({ origin }) => origin.file !== document);
  return [
    comment('Decisions about security that the document does not make. Edit every entry, then:'),
    comment('  oasgard generate <document> --overlay <this file>'),
    'overlay: 1.0.0',
    'info:',
    `  title: ${quoted(`Security of ${api.title}`)}`,
    '  version: 1.0.0',
    'actions:',
    ...rootEntry(api, undecided.length > 0 ? scheme : null, elsewhere),
    ...(here.length === 0
      ? []
      : ['', comment('Undecided operations: 403 access-undecided until decided.', 1)]),
    ...here.flatMap((operation) =>
      operationEntry(operation, scheme, placeOf({ at: operation.origin }), api.document),
    ),
    ...findingEntries(findings, document, api.document, placeOf),
    '',
  ].join('\n');
}

function chooseScheme({ schemes, document }: Api): StarterScheme {
  const required = schemes[0];
  if (required !== undefined) return { name: required.name, isNew: false };
  const declared = declaredSchemes(document);
  const usable = [...declared].find(([, scheme]) => isRequirable(scheme));
  if (usable !== undefined) return { name: usable[0], isNew: false };
  let name = 'bearer';
  while (declared.has(name)) name += 'Token';
  return { name, isNew: true };
}

function declaredSchemes(document: JsonObject): ReadonlyMap<string, JsonObject> {
  const { components } = document;
  const schemes = isJsonObject(components) ? components['securitySchemes'] : undefined;
  if (!isJsonObject(schemes)) return new Map();
  return new Map(
    Object.entries(schemes).filter((entry): entry is [string, JsonObject] => isJsonObject(entry[1])),
  );
}

/** Whether requiring the scheme generates as it stands. */
function isRequirable({ type, scheme }: JsonObject): boolean {
  if (type === 'http')
    return typeof scheme === 'string' && ['bearer', 'basic'].includes(scheme.toLowerCase());
  return type === 'apiKey' || type === 'oauth2' || type === 'openIdConnect';
}

function newScheme(name: string): string[] {
  return [`${quoted(name)}:`, '  type: http', '  scheme: bearer', ...TOKEN_MEMBERS];
}

/** Swagger 2.0 knows bearer tokens as those of OAuth alone. */
function newScheme20(name: string): string[] {
  return [
    `${quoted(name)}:`,
    '  type: oauth2',
    '  flow: application',
    '  tokenUrl: https://id.example.com/token # name yours',
    '  scopes: {}',
    ...TOKEN_MEMBERS,
  ];
}

const TOKEN_MEMBERS = [
  '  x-security:',
  `    ${comment('issuer: https://id.example.com')}`,
  '    audience: https://api.example.com # name yours',
];

function rootEntry(api: Api, scheme: StarterScheme | null, elsewhere: readonly Operation[]): string[] {
  const lines = ['  - target: $', '    update:', '      x-security:', '        version: 1'];
  if (api.roles === null) {
    lines.push(
      comment('The roles of your callers, each with those it implies.', 4),
      comment('roles: { user: [], admin: [user] }', 4),
    );
  }
  lines.push(
    comment('Bounds of strings and arrays that declare none.', 4),
    comment('validation: { maxLength: 10000, maxItems: 1000 }', 4),
  );
  if (scheme?.isNew === true) {
    lines.push(
      ...(api.sourceVersion === '2.0'
        ? ['      securityDefinitions:', ...newScheme20(scheme.name).map((line) => `        ${line}`)]
        : [
            '      components:',
            '        securitySchemes:',
            ...newScheme(scheme.name).map((line) => `          ${line}`),
          ]),
    );
  }
  if (scheme !== null && elsewhere.length > 0) {
    lines.push(
      comment('These stand in other files, which an overlay does not reach. Better decided there:', 3),
      ...elsewhere.map(({ method, path }) => comment(`  ${method} ${path}`, 3)),
      `      security: [{ ${quoted(scheme.name)}: [] }]`,
    );
  }
  return lines;
}

function operationEntry(
  operation: Operation,
  scheme: StarterScheme,
  place: string,
  document: JsonObject,
): string[] {
  const { method, path, requirements, summary } = operation;
  const title = summary === null ? '' : `: ${summary}`;
  const isSecured = (requirements ?? []).length > 0;
  return [
    comment(`${method} ${path}${title}  (${place})`, 1),
    ...quotedExtensions(operation, document).map((line) => comment(line, 1)),
    ...servedAlike(operation, document).flatMap((tokens) => [
      `  - target: ${quoted(jsonPath(tokens))}`,
      '    update:',
      ...(isSecured ? [] : [`      security: [{ ${quoted(scheme.name)}: [] }]`]),
      '      x-security:',
      '        access: authenticated # or { roles: [name] }; or public, with security: []',
    ]),
  ];
}

/** What other products are told about the operation and its path: nothing of it is obeyed, but whoever decides may want to know. */
function quotedExtensions({ origin }: Operation, document: JsonObject): readonly string[] {
  const tokens = parsePointer(origin.pointer) ?? [];
  return [tokens, tokens.slice(0, -1)].flatMap((place) => {
    const node = valueAt(document, place);
    if (!isJsonObject(node)) return [];
    return Object.entries(node).flatMap(([name, value]) => quotedExtension(name, value) ?? []);
  });
}

/** `x-throttling-tier (WSO2), rate limits: "50KPerMin"`; `null` for extensions that do not speak of security. */
function quotedExtension(name: string, value: Json): string | null {
  const extension = vendorExtension(name);
  if (extension === null || (saysNothing(value) && extension.opens?.(value) !== true)) return null;
  const text = JSON.stringify(value);
  const shown = text.length <= LONGEST_QUOTE ? text : `${text.slice(0, LONGEST_QUOTE)}…`;
  return `${shownName(name, extension)}, ${extension.topic}: ${shown}`;
}

/** Characters of a value that are quoted in a comment. */
const LONGEST_QUOTE = 400;

/** The operation, and those whose path keys match the same requests: they must be guarded alike. */
function servedAlike({ origin }: Operation, document: JsonObject): readonly (readonly string[])[] {
  const own = parsePointer(origin.pointer) ?? [];
  const [, ownKey = '', ...member] = own;
  const { paths } = document;
  const shape = shapeOf(ownKey);
  if (!isJsonObject(paths) || shape === null) return [own];
  const twins = Object.entries(paths).filter(
    ([key, item]) =>
      key !== ownKey && shapeOf(key) === shape && isJsonObject(item) && valueAt(item, member) !== undefined,
  );
  return [own, ...twins.map(([key]) => ['paths', key, ...member])];
}

function shapeOf(key: string): string | null {
  const path = readPathKey(key);
  return 'fault' in path ? null : path.shape;
}

function findingEntries(
  findings: readonly Diagnostic[],
  document: string,
  root: JsonObject,
  placeOf: StarterOverlayInput['placeOf'],
): string[] {
  const weak = findings.filter(({ severity, code }) => severity !== 'info' && code !== 'access-undecided');
  if (weak.length === 0) return [];
  const lines = ['', comment('Weaknesses. Uncomment and complete what you want to change.', 1)];
  for (const finding of weak) {
    const { severity, code, message, help, at } = finding;
    lines.push(comment(`${severity} ${code}: ${message}  (${placeOf(finding)})`, 1));
    const tokens = at === null || at.file !== document ? null : parsePointer(at.pointer);
    const name = tokens?.at(-1);
    if (code.startsWith('vendor-') && tokens !== null && name !== undefined) {
      const quote = quotedExtension(name, valueAt(root, tokens) ?? null);
      if (quote !== null) lines.push(comment(quote, 1));
    }
    const advice = help ?? codes[code].help;
    if (advice !== null) lines.push(comment(advice, 1));
    if (at !== null && at.file === document) {
      lines.push(
        comment(`- target: ${quoted(jsonPath(updatable(parsePointer(at.pointer) ?? [], root)))}`, 1),
        comment('  update: {}', 1),
      );
    }
  }
  return lines;
}

/** Only objects and lists can be updated: for anything else, the object it stands in. */
function updatable(tokens: readonly string[], root: JsonObject): readonly string[] {
  const node = valueAt(root, tokens);
  return typeof node === 'object' && node !== null ? tokens : tokens.slice(0, -1);
}

function valueAt(root: JsonObject, tokens: readonly string[]): Json | undefined {
  let node: Json | undefined = root;
  for (const token of tokens) {
    if (typeof node !== 'object' || node === null) break;
    node = Object.hasOwn(node, token) ? (node as JsonObject)[token] : undefined;
  }
  return node;
}

/** A comment line: one line whatever the text holds, and inert. */
function comment(text: string, level = 0): string {
  return `${'  '.repeat(level)}# ${visibleText(text.replace(/\s+/g, (space) => (space.includes('\n') ? ' ' : space)))}`;
}

/** A double-quoted YAML scalar: a JSON string is one. */
function quoted(text: string): string {
  return /^[A-Za-z][A-Za-z0-9_]*$/.test(text) && !/^(y|n|yes|no|on|off|true|false|null)$/i.test(text)
    ? text
    : JSON.stringify(text);
}
