/** Keywords whose schemas apply under the same condition: what they take can be compared. */
export const INNER = ['contains', 'propertyNames', 'unevaluatedItems', 'contentSchema'] as const;

/** Keywords that only narrow, and are held against each other as a whole. */
export const WHOLE = [
  'not',
  'dependentSchemas',
  'dependentRequired',
  'if',
  'then',
  'else',
  'discriminator',
] as const;

/** Every keyword that the comparison of schemas has a rule for. */
export const COMPARED: ReadonlySet<string> = new Set([
  ...INNER,
  ...WHOLE,
  '$ref',
  'allOf',
  'anyOf',
  'oneOf',
  'type',
  'enum',
  'const',
  'maximum',
  'exclusiveMaximum',
  'minimum',
  'exclusiveMinimum',
  'maxLength',
  'minLength',
  'maxItems',
  'minItems',
  'maxProperties',
  'minProperties',
  'maxContains',
  'minContains',
  'multipleOf',
  'uniqueItems',
  'pattern',
  'format',
  'required',
  'properties',
  'patternProperties',
  'additionalProperties',
  'unevaluatedProperties',
  'items',
  'prefixItems',
  'readOnly',
  'writeOnly',
  'x-security',
]);
