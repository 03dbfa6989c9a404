import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

export type JsonObject = { readonly [name: string]: unknown };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Files of documents, by their path, and the file of every object in them. */
const files = new Map<string, unknown>();
const fileOf = new WeakMap<object, string>();

/** Reads a file of a document, JSON or YAML. What it refers to in other files is read when it is resolved. */
export function readJsonFile(file: string): unknown {
  const known = files.get(file);
  if (known !== undefined) return known;
  const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  const value: unknown = file.endsWith('.json')
    ? JSON.parse(text)
    : parse(text, { maxAliasCount: -1, logLevel: 'error' });
  const pending = [value];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (typeof node !== 'object' || node === null || fileOf.has(node)) continue;
    fileOf.set(node, file);
    pending.push(...Object.values(node).filter((child) => child !== undefined));
  }
  files.set(file, value);
  return value;
}

/** What a reference stands for, references to references followed; relative to the file its object was read from. */
export function resolveReference(root: JsonObject, node: unknown): unknown {
  let target = node;
  for (let hops = 0; hops < 100; hops += 1) {
    if (!isObject(target) || typeof target['$ref'] !== 'string') return target;
    target = valueAt(root, target, target['$ref']);
  }
  throw new Error('A reference leads to itself.');
}

function valueAt(root: JsonObject, node: object, reference: string): unknown {
  const hash = reference.indexOf('#');
  const name = hash < 0 ? reference : reference.slice(0, hash);
  const from = fileOf.get(node);
  let value: unknown = root;
  if (name !== '') value = readJsonFile(path.resolve(path.dirname(from ?? ''), decodeURIComponent(name)));
  // The root may be a changed copy of what was read.
  else if (from !== undefined && fileOf.get(root) !== from && files.has(from) && !isCopyOf(root, from)) {
    value = files.get(from);
  }
  const fragment = hash < 0 ? '' : reference.slice(hash + 1);
  for (const token of decodeURIComponent(fragment).split('/').slice(1)) {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~');
    value = (value as Record<string, unknown> | undefined)?.[name];
  }
  if (value === undefined) throw new Error(`${reference} leads nowhere.`);
  return value;
}

const copies = new WeakMap<object, string>();

/** Says that an object stands for the document of a file: references in that file are looked up in it. */
export function standFor(copy: JsonObject, original: JsonObject): JsonObject {
  const file = fileOf.get(original) ?? copies.get(original);
  if (file !== undefined) copies.set(copy, file);
  return copy;
}

function isCopyOf(root: object, file: string): boolean {
  return copies.get(root) === file;
}

/** A scalar as parameters and forms write it; what is missing is the empty text. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
