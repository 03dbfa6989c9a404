import { quoted } from '../diagnostics/quoted.js';
import { roleLists } from '../model/schema-policy.js';
import type { Schema } from '../normalize/normalized-document.js';
import type { Side } from './comparison.js';
import type { RoleClause } from './role-admission.js';
import { SchemaParts } from './schema-parts.js';

/** Who may send a property in requests, or sees it in replies. */
export interface PropertyRight {
  readonly parts: SchemaParts;
  /** `readOnly` in requests, `writeOnly` in replies. */
  readonly hidden: boolean;
  /** A role of each is needed. */
  readonly lists: readonly (readonly string[])[];
  readonly clauses: readonly RoleClause[];
}

export function propertyRight(
  schemas: readonly Schema[],
  traffic: 'request' | 'reply',
  { view, admission }: Side,
): PropertyRight {
  const parts = new SchemaParts(schemas, view);
  const right = traffic === 'request' ? 'write' : 'read';
  const lists = schemas.flatMap((schema) => roleLists(schema, right, view));
  return {
    parts,
    hidden: parts.has(traffic === 'request' ? 'readOnly' : 'writeOnly'),
    lists,
    clauses: lists.map((list) => admission.any(list)),
  };
}

export function listsText(lists: PropertyRight['lists']): string {
  if (lists.length === 0) return 'everybody';
  const texts = lists.map((list) => (list.length === 0 ? 'nobody' : list.map(quoted).join(' or ')));
  return [...new Set(texts)].join(', and ');
}
