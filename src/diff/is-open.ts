import type { SecuredOperation } from './security-model.js';

/** Whether callers without any credential are let in. */
export function isOpen({ access, requirements }: Pick<SecuredOperation, 'access' | 'requirements'>): boolean {
  if (access.kind !== 'authenticated') return access.kind === 'public';
  return (requirements ?? []).some(({ credentials }) => credentials.length === 0);
}
