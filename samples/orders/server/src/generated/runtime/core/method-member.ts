// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Methods that path items have a member for; others stand in `additionalOperations` (OAS 3.2, Path Item Object). */
const MEMBERS: ReadonlySet<string> = new Set([
  'GET',
  'PUT',
  'POST',
  'DELETE',
  'OPTIONS',
  'HEAD',
  'PATCH',
  'TRACE',
  'QUERY',
]);

/** Where a path item has the operation of a method: the segments of a JSONPath (RFC 9535) below it. */
export function methodMember(method: string): string {
  return MEMBERS.has(method)
    ? `.${method.toLowerCase()}`
    : `.additionalOperations[${JSON.stringify(method)}]`;
}
