import { isScalar, type Scalar } from 'yaml';

/** `<<` as YAML 1.1 knows it: plain, not quoted. */
export function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.value === '<<' && key.type === 'PLAIN';
}

/** The member name a scalar key becomes: YAML keys have types, JSON's have not. */
export function keyText(key: Scalar): string {
  const { value } = key;
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : (key.source ?? '');
}

/** Members whose keys are names of the author's choice: an `x-` in front of one makes no extension. */
const nameMaps: ReadonlySet<string> = new Set([
  'properties',
  'patternProperties',
  'dependentSchemas',
  'dependentRequired',
  '$defs',
  'definitions',
  'headers',
  'parameters',
  'schemas',
  'responses',
  'requestBodies',
  'examples',
  'links',
  'callbacks',
  'pathItems',
  'securitySchemes',
  'securityDefinitions',
  'mediaTypes',
  'content',
  'encoding',
  'variables',
  'mapping',
  'scopes',
  'additionalOperations',
]);

/** Whether a place lies in an extension of somebody else's. Where it is in doubt, it does not. */
export function isInExtension(pointer: string): boolean {
  const tokens = pointer.split('/');
  return tokens.some(
    (token, index) => token.startsWith('x-') && token !== 'x-security' && !nameMaps.has(tokens[index - 1]!),
  );
}
