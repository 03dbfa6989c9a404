// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import type { OperationDefinition, SegmentDefinition } from './definition.js';
import { encodedSequenceLength } from './percent-encoding.js';
import { hasQueryConstants } from './query-constants.js';

type QueryConstants = OperationDefinition['queryConstants'];

/** What stands behind one method of a path. */
export interface Endpoint<T> {
  readonly value: T;
  /** Names of the template's parameters, in the order of the values that `find` collects. */
  readonly parameters: readonly string[];
}

/** The operations of one path key: those that share its query constants. */
interface Variant<T> {
  readonly constants: QueryConstants;
  readonly methods: Map<string, Endpoint<T>>;
}

/** One matched path with everything that is served on it. */
export interface PathMatch<T> {
  readonly variants: readonly Variant<T>[];
}

interface Node<T> {
  readonly literals: Map<string, Node<T>>;
  readonly mixed: MixedEdge<T>[];
  parameter: Node<T> | null;
  /** Most constants first; empty where no path ends here. */
  readonly variants: Variant<T>[];
}

interface MixedEdge<T> {
  readonly shape: string;
  /** Literals in order; `null` stands for a parameter. */
  readonly parts: readonly (string | null)[];
  readonly literalLength: number;
  readonly node: Node<T>;
}

/**
 * Finds the operation of a path: segments are decoded once and compared exactly, case and trailing slash included. At
 * each segment literals win over mixed segments (`{name}.json`, more literal text first) and those over parameters.
 * Template text is only ever compared, never compiled, so no character of it has a meaning.
 */
export class Router<T> {
  readonly #root: Node<T> = createNode();
  /** Paths without parameters, whole. */
  readonly #literalPaths = new Map<string, Node<T>>();
  /** Length of the longest of them: what is longer need not be looked up. */
  #longestLiteral = 0;
  readonly #methods = new Set<string>();

  /** Every method some operation declares. */
  get methods(): ReadonlySet<string> {
    return this.#methods;
  }

  /**
   * Serves an operation below a mount prefix.
   *
   * @param basePath `''` or `/v1`.
   * @returns What already stands on the same method, path and constants and stays there; `null` where nothing did.
   */
  add(
    basePath: string,
    operation: Pick<OperationDefinition, 'method' | 'segments' | 'queryConstants'>,
    value: T,
  ): T | null {
    const parameters: string[] = [];
    let node = this.#root;
    let path = '';
    for (const literal of basePath.split('/').slice(1)) {
      node = literalChild(node, decodeText(literal));
      path += `/${decodeText(literal)}`;
    }
    const segments: readonly SegmentDefinition[] =
      operation.segments.length === 0 ? [[]] : operation.segments;
    for (const segment of segments) {
      node = childFor(node, segment);
      for (const part of segment) if ('parameter' in part) parameters.push(part.parameter);
      path += `/${segment.map((part) => ('literal' in part ? decodeText(part.literal) : '')).join('')}`;
    }
    if (parameters.length === 0) {
      this.#literalPaths.set(path, node);
      this.#longestLiteral = Math.max(this.#longestLiteral, path.length);
    }
    this.#methods.add(operation.method);
    const variant = variantFor(node, operation.queryConstants);
    const existing = variant.methods.get(operation.method);
    if (existing !== undefined) return existing.value;
    variant.methods.set(operation.method, { value, parameters });
    return null;
  }

  /**
   * The path's match, or `null`. Appends the text of each parameter, still percent-encoded, to `values`.
   *
   * @param path A checked path of a request target, and its query: constants of a path key are part of the match.
   */
  find(path: string, query: string, values: string[]): PathMatch<T> | null {
    const encoded = path.includes('%');
    if (!encoded && path.length <= this.#longestLiteral) {
      const literal = this.#literalPaths.get(path);
      if (literal !== undefined && endsHere(literal, query)) return literal;
    }
    return descend(this.#root, { path, query, encoded, values }, 1);
  }
}

/**
 * The endpoint of a method on a matched path: of the path keys whose constants the query meets, the one with most
 * constants that has the method.
 */
export function endpointFor<T>(match: PathMatch<T>, method: string, query: string): Endpoint<T> | undefined {
  for (const { constants, methods } of match.variants) {
    const endpoint = methods.get(method);
    if (endpoint !== undefined && hasQueryConstants(query, constants)) return endpoint;
  }
  return undefined;
}

/** Value of `Allow` for a matched path (RFC 9110 §10.2.1). */
export function allowedMethods(match: PathMatch<unknown>, query: string): string {
  const methods = new Set<string>();
  for (const variant of match.variants) {
    if (!hasQueryConstants(query, variant.constants)) continue;
    for (const method of variant.methods.keys()) methods.add(method);
  }
  methods.delete('TRACE');
  if (methods.has('GET')) methods.add('HEAD');
  methods.add('OPTIONS');
  return [...methods].sort().join(', ');
}

function createNode<T>(): Node<T> {
  return { literals: new Map(), mixed: [], parameter: null, variants: [] };
}

function literalChild<T>(node: Node<T>, literal: string): Node<T> {
  let child = node.literals.get(literal);
  if (child === undefined) {
    child = createNode();
    node.literals.set(literal, child);
  }
  return child;
}

function childFor<T>(node: Node<T>, segment: SegmentDefinition): Node<T> {
  const parts = mergeLiterals(segment);
  if (parts.length === 0) return literalChild(node, '');
  const [only] = parts;
  if (parts.length === 1 && typeof only === 'string') return literalChild(node, only);
  if (parts.length === 1) {
    node.parameter ??= createNode();
    return node.parameter;
  }
  const shape = JSON.stringify(parts);
  const known = node.mixed.find((edge) => edge.shape === shape);
  if (known !== undefined) return known.node;
  const literalLength = parts.reduce((sum, part) => sum + (part?.length ?? 0), 0);
  const edge: MixedEdge<T> = { shape, parts, literalLength, node: createNode() };
  node.mixed.push(edge);
  // Stable: of equally long ones the first of the document stays first.
  node.mixed.sort((a, b) => b.literalLength - a.literalLength);
  return edge.node;
}

function mergeLiterals(segment: SegmentDefinition): (string | null)[] {
  const parts: (string | null)[] = [];
  for (const part of segment) {
    const last = parts.at(-1);
    if (!('literal' in part)) parts.push(null);
    else if (typeof last === 'string') parts[parts.length - 1] = last + decodeText(part.literal);
    else if (part.literal !== '') parts.push(decodeText(part.literal));
  }
  return parts;
}

function variantFor<T>(node: Node<T>, constants: QueryConstants): Variant<T> {
  const shape = constantsShape(constants);
  const known = node.variants.find((variant) => constantsShape(variant.constants) === shape);
  if (known !== undefined) return known;
  const variant: Variant<T> = { constants, methods: new Map() };
  node.variants.push(variant);
  node.variants.sort((a, b) => specificity(b.constants) - specificity(a.constants));
  return variant;
}

function constantsShape(constants: QueryConstants): string {
  return constants
    .map(({ name, value }) => JSON.stringify([name, value]))
    .sort((a, b) => (a < b ? -1 : 1))
    .join();
}

/** More constants first; of as many, those that fix a value before those that ask for a name. */
function specificity(constants: QueryConstants): number {
  return constants.reduce((sum, { value }) => sum + (value === null ? 1000 : 1001), 0);
}

interface Search {
  readonly path: string;
  readonly query: string;
  /** Whether the path holds any percent-encoding. */
  readonly encoded: boolean;
  readonly values: string[];
}

/** Visits each node of the trie at most once: the segment it is compared with follows from its depth. */
function descend<T>(node: Node<T>, search: Search, start: number): Node<T> | null {
  const { path, values } = search;
  if (start > path.length) return endsHere(node, search.query) ? node : null;
  let end = path.indexOf('/', start);
  if (end < 0) end = path.length;
  const segment = path.slice(start, end);
  const isEncoded = search.encoded && segment.includes('%');
  const literal = node.literals.get(isEncoded ? decodeURIComponent(segment) : segment);
  if (literal !== undefined) {
    const found = descend(literal, search, end + 1);
    if (found !== null) return found;
  }
  const depth = values.length;
  for (const edge of node.mixed) {
    if (matchMixed(edge.parts, segment, isEncoded, values)) {
      const found = descend(edge.node, search, end + 1);
      if (found !== null) return found;
    }
    values.length = depth;
  }
  if (node.parameter !== null && segment !== '') {
    values.push(segment);
    const found = descend(node.parameter, search, end + 1);
    if (found !== null) return found;
    values.length = depth;
  }
  return null;
}

function endsHere(node: Node<unknown>, query: string): boolean {
  for (const { constants } of node.variants) if (hasQueryConstants(query, constants)) return true;
  return false;
}

/**
 * Matches a segment of several parts: a parameter takes the shortest text that is not empty and lets the rest match.
 * As with globs, taking the first place where the next literal fits never loses a match.
 */
function matchMixed(
  parts: readonly (string | null)[],
  segment: string,
  isEncoded: boolean,
  values: string[],
): boolean {
  const offsets = isEncoded ? decodedOffsets(segment) : null;
  const text = isEncoded ? decodeURIComponent(segment) : segment;
  const lastPart = parts.at(-1)!;
  const limit = lastPart === null ? text.length : text.length - lastPart.length;
  if (lastPart !== null && !text.endsWith(lastPart)) return false;
  let position = 0;
  for (let index = 0; index < parts.length; index += 1) {
    const part = parts[index]!;
    if (part !== null) {
      if (index === parts.length - 1) return position === limit;
      if (position > limit || !text.startsWith(part, position)) return false;
      position += part.length;
      continue;
    }
    const next = parts[index + 1];
    let end: number;
    if (index >= parts.length - 2 && next !== null) end = limit;
    else if (typeof next === 'string') end = text.indexOf(next, position + 1);
    else end = position + 1;
    if (end <= position || end > limit) return false;
    values.push(
      offsets === null ? text.slice(position, end) : segment.slice(offsets[position], offsets[end]),
    );
    position = end;
  }
  return position === text.length;
}

/** Where in the encoded segment each UTF-16 unit of the decoded one starts, and where the segment ends. */
function decodedOffsets(segment: string): number[] {
  const offsets: number[] = [];
  let index = 0;
  while (index < segment.length) {
    const length = encodedSequenceLength(segment, index);
    offsets.push(index);
    // Four bytes of UTF-8 are two UTF-16 units; a cut between them must not split the sequence.
    if (length === 12) offsets.push(index);
    index += length === 0 ? 1 : length;
  }
  offsets.push(segment.length);
  return offsets;
}

/** A literal as requests are compared with it. One that stands for a slash stays encoded: no request may send that. */
function decodeText(text: string): string {
  if (!text.includes('%')) return text;
  try {
    const decoded = decodeURIComponent(text);
    return decoded.includes('/') ? text : decoded;
  } catch {
    return text;
  }
}
