// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Why a text is no value of its shape: fixed words that name only what the document declares. */
export class Fault {
  readonly keyword: string;
  readonly detail: string;
  constructor(keyword: string, detail: string) {
    this.keyword = keyword;
    this.detail = detail;
  }
}

export const faults = {
  integer: new Fault('type', 'Must be an integer.'),
  number: new Fault('type', 'Must be a number.'),
  boolean: new Fault('type', 'Must be true or false.'),
  null: new Fault('type', 'Must be null.'),
  text: new Fault('type', 'Must be a single value.'),
  array: new Fault('type', 'Must be an array in the declared style.'),
  object: new Fault('type', 'Must be an object in the declared style.'),
  label: new Fault('type', 'Must start with a dot.'),
  matrix: new Fault('type', 'Must start with a semicolon.'),
  nested: new Fault('type', 'Nested values have no serialization in the declared style.'),
  oneOf: new Fault('type', 'Must be of one of the declared types.'),
  json: new Fault('type', 'Must be one well-formed JSON value.'),
  inexact: new Fault('type', 'Must be a number that is represented exactly.'),
  encoding: new Fault('encoding', 'Must be valid percent-encoded UTF-8.'),
  repeated: new Fault('repeated', 'Must be sent once.'),
  repeatedKey: new Fault('repeated', 'Must name each property once.'),
  forbiddenKey: new Fault('propertyNames', 'Must not have a property of a reserved name.'),
  undeclaredKey: new Fault('additionalProperties', 'Must not have a property that is not declared.'),
  required: new Fault('required', 'Is required.'),
} as const;

const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Names that reach prototypes where code is careless (semantics §6, Parameters). */
export function isForbiddenKey(name: string): boolean {
  return FORBIDDEN.has(name);
}
