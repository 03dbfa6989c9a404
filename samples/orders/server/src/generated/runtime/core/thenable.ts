// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Whether a value must be awaited: query builders and the like are no `Promise`, but have `then`. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    value instanceof Promise ||
    (typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function')
  );
}
