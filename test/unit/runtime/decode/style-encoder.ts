import type { ParameterDefinition } from '../../../../src/runtime/core/definition.js';

export type Scalar = string | number | boolean | null;
export type Styled = Scalar | readonly Scalar[] | Readonly<Record<string, Scalar>>;

type Style = Pick<ParameterDefinition, 'name' | 'style' | 'explode'>;

/** RFC 6570 escaping: everything but unreserved characters. */
export function escape(value: Scalar | undefined): string {
  return encodeURIComponent(String(value)).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** A value as one path segment in style `simple`, `label` or `matrix`. */
export function encodePath({ name, style, explode }: Style, value: Styled): string {
  const prefix = style === 'label' ? '.' : style === 'matrix' ? ';' : '';
  const separator = explode && style !== 'simple' ? prefix : ',';
  if (Array.isArray(value)) {
    const items = (value as Scalar[]).map(escape);
    if (style === 'matrix' && explode) return items.map((item) => `;${escape(name)}=${item}`).join('');
    return `${prefix}${style === 'matrix' ? `${escape(name)}=` : ''}${items.join(separator)}`;
  }
  if (typeof value === 'object' && value !== null) {
    const pairs = Object.entries(value).map(([k, v]) => [escape(k), escape(v)] as const);
    if (explode) return `${prefix}${pairs.map(([k, v]) => `${k}=${v}`).join(separator)}`;
    return `${prefix}${style === 'matrix' ? `${escape(name)}=` : ''}${pairs.flat().join(',')}`;
  }
  if (style !== 'matrix') return `${prefix}${escape(value)}`;
  return value === '' ? `;${escape(name)}` : `;${escape(name)}=${escape(value)}`;
}

/** A value as query string in style `form`, `spaceDelimited`, `pipeDelimited` or `deepObject`. */
export function encodeQuery({ name, style, explode }: Style, value: Styled): string {
  const key = escape(name);
  const delimiter = style === 'spaceDelimited' ? '%20' : style === 'pipeDelimited' ? '%7C' : ',';
  if (Array.isArray(value)) {
    const items = (value as Scalar[]).map(escape);
    if (style === 'deepObject') return items.map((item, i) => `${key}%5B${i}%5D=${item}`).join('&');
    return explode ? items.map((item) => `${key}=${item}`).join('&') : `${key}=${items.join(delimiter)}`;
  }
  if (typeof value === 'object' && value !== null) {
    const pairs = Object.entries(value).map(([k, v]) => [escape(k), escape(v)] as const);
    if (style === 'deepObject') return pairs.map(([k, v]) => `${key}%5B${k}%5D=${v}`).join('&');
    if (explode) return pairs.map(([k, v]) => `${k}=${v}`).join('&');
    return `${key}=${pairs.flat().join(delimiter)}`;
  }
  return `${key}=${escape(value)}`;
}
