// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/**
 * `name[key]=value`, and in forms `name[0][key]=value`: a tree of texts first, then values by shape.
 *
 * OAS defines one level of properties (`deepObject`). Arrays as `name[]` or `name[0]`, and in form bodies further
 * levels, are what documents in use mean by it.
 */
import type { WireShape } from '../core/definition.js';
import { Fault, faults, isForbiddenKey } from './fault.js';
import { decodeScalar, type ScalarKind } from './scalar.js';

/** The keys between brackets of `name[a][b]`, after `name`; `null` where the brackets are not balanced pairs. */
export function parseBrackets(name: string, from: number): string[] | null {
  const keys: string[] = [];
  let at = from;
  while (at < name.length) {
    if (name.charCodeAt(at) !== 0x5b) return null;
    const close = name.indexOf(']', at);
    if (close === -1) return null;
    const key = name.slice(at + 1, close);
    if (key.includes('[')) return null;
    keys.push(key);
    at = close + 1;
  }
  return keys;
}

export class DeepNode {
  /** Sent under this very path. */
  readonly texts: string[] = [];
  readonly children = new Map<string, DeepNode>();
}

/** Puts a text where `path` says, at most `depth` levels down. */
export function insertDeep(
  root: DeepNode,
  path: readonly string[],
  text: string,
  depth: number,
): Fault | null {
  if (path.length > depth) return faults.nested;
  let node = root;
  for (const key of path) {
    if (isForbiddenKey(key)) return faults.forbiddenKey;
    let child = node.children.get(key);
    if (child === undefined) {
      child = new DeepNode();
      node.children.set(key, child);
    }
    node = child;
  }
  node.texts.push(text);
  return null;
}

/** The value of a node, or a {@link Fault}. Every pair of node and shape is looked at once. */
export function decodeDeep(node: DeepNode, shape: WireShape): unknown {
  switch (shape.kind) {
    case 'oneOf':
      return decodeFirst(node, shape.options);
    case 'array':
      return decodeArray(node, shape.items);
    case 'object':
      return decodeObject(node, shape);
    case 'any':
      return node.children.size === 0 ? decodeText(node, 'any') : decodeAny(node);
    default:
      return decodeText(node, shape.kind);
  }
}

function decodeFirst(node: DeepNode, options: readonly WireShape[]): unknown {
  let fault: Fault | null = null;
  for (const option of options) {
    const value = decodeDeep(node, option);
    if (!(value instanceof Fault)) return value;
    fault = fault === null || fault === value ? value : faults.oneOf;
  }
  return fault ?? faults.oneOf;
}

function decodeText(node: DeepNode, kind: ScalarKind): unknown {
  if (node.children.size > 0) return faults.text;
  return node.texts.length === 1 ? decodeScalar(kind, node.texts[0]!) : faults.repeated;
}

function decodeArray(node: DeepNode, items: WireShape): unknown {
  if (node.texts.length > 0) return faults.array;
  const elements = elementsOf(node);
  if (elements === null) return faults.array;
  const values: unknown[] = [];
  for (const element of elements) {
    const value = decodeDeep(element, items);
    if (value instanceof Fault) return value;
    values.push(value);
  }
  return values;
}

/** `[]` repeated, or `[0]` to `[n-1]` in any order; `null` for anything else. */
function elementsOf(node: DeepNode): readonly DeepNode[] | null {
  const pushed = node.children.get('');
  if (pushed !== undefined) {
    // `a[][b]=1&a[][c]=2` does not say where one element ends.
    if (node.children.size > 1 || pushed.children.size > 0) return null;
    return pushed.texts.map((text) => {
      const element = new DeepNode();
      element.texts.push(text);
      return element;
    });
  }
  const elements: DeepNode[] = [];
  for (let i = 0; i < node.children.size; i++) {
    const element = node.children.get(String(i));
    if (element === undefined) return null;
    elements.push(element);
  }
  return elements;
}

function decodeObject(node: DeepNode, shape: Extract<WireShape, { kind: 'object' }>): unknown {
  if (node.texts.length > 0) return faults.object;
  const record = Object.create(null) as Record<string, unknown>;
  for (const [key, child] of node.children) {
    const declared = shape.properties.find(({ name }) => name === key);
    const childShape = declared === undefined ? shape.additional : declared.shape;
    if (childShape === null) return faults.undeclaredKey;
    const value = decodeDeep(child, childShape);
    if (value instanceof Fault) return value;
    record[key] = value;
  }
  return record;
}

/** What nobody declared stays texts, in the arrays and objects they were sent in. */
function decodeAny(node: DeepNode): unknown {
  const any: WireShape = { kind: 'any' };
  if (elementsOf(node) !== null) return decodeArray(node, any);
  return decodeObject(node, { kind: 'object', properties: [], additional: any });
}
