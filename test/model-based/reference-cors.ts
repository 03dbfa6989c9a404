import type { RandomApi, RandomCors, RandomOperation } from './policy-model.js';

/** The root's until an operation is matched; an operation's own replaces it, `false` closes. */
export function corsOf(api: RandomApi, operation: RandomOperation | null): RandomCors | null {
  if (operation === null || operation.cors === null) return api.cors;
  return operation.cors === false ? null : operation.cors;
}

/** Never `null`: any page can claim it. */
export function allows({ origins }: RandomCors, origin: string): boolean {
  return origins.includes('*') || (origin !== 'null' && origins.includes(origin));
}
