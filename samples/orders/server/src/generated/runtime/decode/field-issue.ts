// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import type { RefusedFields } from '../core/operation-validators.js';
import type { InputIssue } from '../core/refusal.js';
import type { Fault } from './fault.js';

/** What is wrong with a declared field of a form or multipart body. */
export function fieldIssue(name: string, fault: Fault): InputIssue {
  return { in: 'body', pointer: fieldPointer(name), keyword: fault.keyword, detail: fault.detail };
}

export const UNDECLARED_FIELD: InputIssue = {
  in: 'body',
  pointer: '#',
  keyword: 'additionalProperties',
  detail: 'The body has a field that is not declared.',
};

export const FORBIDDEN_FIELD: InputIssue = {
  in: 'body',
  pointer: '#',
  keyword: 'propertyNames',
  detail: 'The body has a field of a reserved name.',
};

/** The fields that issues of a decoder are about. */
export function refusedFields(issues: readonly InputIssue[]): RefusedFields {
  const pointers = issues.map(({ pointer = '#' }) => pointer);
  return {
    names: new Set(pointers.filter((pointer) => pointer !== '#').map(fieldName)),
    unnamed: pointers.includes('#'),
  };
}

/** `#/name`: a JSON Pointer as URI fragment (RFC 6901 §6). */
function fieldPointer(name: string): string {
  return `#/${encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))}`;
}

function fieldName(pointer: string): string {
  return decodeURIComponent(pointer.slice('#/'.length)).replaceAll('~1', '/').replaceAll('~0', '~');
}
