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
