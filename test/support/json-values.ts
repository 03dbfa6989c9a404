export type JsonObject = { readonly [name: string]: unknown };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a local reference (`#/components/…`) stands for, references to references followed. */
export function resolveReference(root: JsonObject, node: unknown): unknown {
  let target = node;
  for (let hops = 0; hops < 100; hops += 1) {
    if (!isObject(target) || typeof target['$ref'] !== 'string') return target;
    target = valueAt(root, target['$ref']);
  }
  throw new Error('A reference leads to itself.');
}

function valueAt(root: JsonObject, reference: string): unknown {
  if (!reference.startsWith('#')) throw new Error(`${reference} is no local reference.`);
  let value: unknown = root;
  for (const token of decodeURIComponent(reference.slice(1)).split('/').slice(1)) {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~');
    value = (value as Record<string, unknown> | undefined)?.[name];
  }
  if (value === undefined) throw new Error(`${reference} leads nowhere.`);
  return value;
}

/** A scalar as parameters and forms write it; what is missing is the empty text. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
