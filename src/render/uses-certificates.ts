import type { Api } from '../model/api.js';

/** Whether certificates of clients count: by themselves, or because tokens are bound to them. */
export function usesCertificates({ schemes }: Api): boolean {
  return schemes.some(
    (scheme) => scheme.kind === 'mutualTLS' || (scheme.kind === 'jwt' && scheme.bind === 'mtls'),
  );
}
