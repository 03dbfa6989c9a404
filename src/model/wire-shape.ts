import { isJsonObject } from '../load/json.js';
import type { Schema, SchemaObject } from '../normalize/normalized-document.js';
import type { WireShape } from '../runtime/core/definition.js';
import { isSchema, schemasIn, type SchemaView } from './schema-view.js';

/** Nesting no parameter style can express; beyond it, and inside a cycle, text stays what it is. */
const DEEPEST = 6;

const ANY: WireShape = { kind: 'any' };

/** Order in which scalar grammars are tried: the narrowest first, for the first that fits wins. */
const SCALARS = ['boolean', 'integer', 'number', 'null', 'string'] as const;

/** What decoding text needs to know of a schema. Never fails: where a schema says too little, any text fits. */
export function wireShape(schema: Schema, view: SchemaView): WireShape {
  return shapeOf(schema, view, new Set());
}

/** The shape of a text that stands for a value by itself; `null` where any text does. */
export function textShape(schema: Schema | null, view: SchemaView): WireShape | null {
  const shape = schema === null ? ANY : wireShape(schema, view);
  return shape.kind === 'any' || shape.kind === 'string' ? null : shape;
}

/** Whether a text can be every value of a shape. */
export function canBeText(shape: WireShape): boolean {
  return shape.kind === 'oneOf' ? shape.options.every(canBeText) : !isStructured(shape);
}

/** Whether some values of a shape have arrays or objects inside arrays or objects. */
export function holdsStructures(shape: WireShape): boolean {
  switch (shape.kind) {
    case 'oneOf':
      return shape.options.some(holdsStructures);
    case 'array':
      return isOnlyStructured(shape.items);
    case 'object':
      return (
        shape.properties.some((property) => isOnlyStructured(property.shape)) ||
        (shape.additional !== null && isOnlyStructured(shape.additional))
      );
    default:
      return false;
  }
}

function isOnlyStructured(shape: WireShape): boolean {
  if (shape.kind !== 'oneOf') return isStructured(shape);
  const options = shape.options.filter(({ kind }) => kind !== 'null');
  return options.length > 0 && options.every(isOnlyStructured);
}

function shapeOf(schema: Schema, view: SchemaView, open: ReadonlySet<Schema>): WireShape {
  if (typeof schema === 'boolean' || open.has(schema) || open.size > DEEPEST) return ANY;
  const within = new Set(open).add(schema);
  const parts = view.conjunction(schema);
  // A cycle through references alone comes back to a part of itself.
  if (parts.some((part) => open.has(part))) return ANY;
  for (const part of parts) within.add(part);

  const alternatives = parts.flatMap((part) => [...schemasIn(part['oneOf']), ...schemasIn(part['anyOf'])]);
  const types = view.types(schema) ?? impliedTypes(parts);
  if (alternatives.length === 0) return types === null ? ANY : ofTypes(types, parts, view, within);

  const shapes = alternatives.map((alternative) => shapeOf(alternative, view, within));
  if (types === null) return union(shapes);
  // Alternatives beside a type narrow it: they add structure, never another type.
  const fitting = shapes.flatMap(flatten).filter((shape) => fits(shape, types));
  const own = ofTypes(types, parts, view, within);
  const silent = fitting.length === 0 || fitting.some(({ kind }) => kind === 'any');
  return silent || isStructured(own) ? own : union(fitting);
}

function ofTypes(
  types: ReadonlySet<string>,
  parts: readonly SchemaObject[],
  view: SchemaView,
  open: ReadonlySet<Schema>,
): WireShape {
  const shapes: WireShape[] = [];
  const isInt64 = view.int64 === 'bigint' && parts.some((part) => part['format'] === 'int64');
  // `null` has no spelling of its own where every text is a string.
  for (const kind of SCALARS) {
    if (!types.has(kind) || (kind === 'null' && types.has('string'))) continue;
    shapes.push({ kind: isInt64 && (kind === 'integer' || kind === 'number') ? 'int64' : kind });
  }
  if (types.has('array')) shapes.push({ kind: 'array', items: itemsShape(parts, view, open) });
  if (types.has('object')) shapes.push(objectShape(parts, view, open));
  return union(shapes);
}

function itemsShape(parts: readonly SchemaObject[], view: SchemaView, open: ReadonlySet<Schema>): WireShape {
  const shapes: WireShape[] = [];
  for (const part of parts) {
    for (const schema of schemasIn(part['prefixItems'])) shapes.push(shapeOf(schema, view, open));
    if (isSchema(part['items']) && part['items'] !== false) shapes.push(shapeOf(part['items'], view, open));
  }
  return shapes.length === 0 ? ANY : union(shapes);
}

function objectShape(parts: readonly SchemaObject[], view: SchemaView, open: ReadonlySet<Schema>): WireShape {
  const properties = new Map<string, WireShape>();
  let additional: WireShape | null = ANY;
  for (const part of parts) {
    if (isJsonObject(part['properties'])) {
      for (const [name, schema] of Object.entries(part['properties'])) {
        if (isSchema(schema) && !properties.has(name)) properties.set(name, shapeOf(schema, view, open));
      }
    }
    const rest = part['additionalProperties'];
    if (rest === false) additional = null;
    else if (isSchema(rest) && additional !== null) additional = shapeOf(rest, view, open);
  }
  return {
    kind: 'object',
    properties: [...properties].map(([name, shape]) => ({ name, shape })),
    additional,
  };
}

function impliedTypes(parts: readonly SchemaObject[]): ReadonlySet<string> | null {
  for (const part of parts) {
    if (part['properties'] !== undefined || isSchema(part['additionalProperties']))
      return new Set(['object']);
    if (part['items'] !== undefined || part['prefixItems'] !== undefined) return new Set(['array']);
  }
  return null;
}

/** One shape for several, nested unions opened, equal ones once, scalars before structures. */
function union(shapes: readonly WireShape[]): WireShape {
  const options = new Map<string, WireShape>();
  for (const shape of shapes.flatMap(flatten)) options.set(JSON.stringify(shape), shape);
  const sorted = [...options.values()].sort((a, b) => rank(a) - rank(b));
  const [only] = sorted;
  if (only === undefined) return ANY;
  if (sorted.length === 1) return only;
  return { kind: 'oneOf', options: sorted };
}

function flatten(shape: WireShape): readonly WireShape[] {
  return shape.kind === 'oneOf' ? shape.options.flatMap(flatten) : [shape];
}

function fits(shape: WireShape, types: ReadonlySet<string>): boolean {
  if (shape.kind === 'int64') return types.has('integer') || types.has('number');
  return shape.kind === 'any' || types.has(shape.kind) || (shape.kind === 'integer' && types.has('number'));
}

function isStructured(shape: WireShape): boolean {
  return shape.kind === 'object' || shape.kind === 'array';
}

function rank(shape: WireShape): number {
  const order = ['int64', ...SCALARS, 'array', 'object', 'oneOf', 'any'];
  return order.indexOf(shape.kind);
}
