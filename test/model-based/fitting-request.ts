import type {
  Alternative,
  Caller,
  RandomApi,
  RandomOperation,
  RandomRequest,
  Scheme,
} from './policy-model.js';
import { rolesOf } from './reference-authentication.js';
import { callers, plans } from './random-requests.js';

/**
 * The request as somebody sends it who knows the operation: with credentials that do and a body where one is wanted.
 * Most requests are such, since drawn ones rarely come past stage 12. Whatever else was drawn of it stays.
 */
export function fittingRequest(request: RandomRequest, api: RandomApi): RandomRequest {
  const operation = api.operations[request.operation]!;
  if (request.fits === null) return request;
  const security = (operation.security ?? api.security ?? []).filter((all) => all.length > 0);
  const all = security[request.fits % Math.max(1, security.length)];
  const caller = all === undefined ? undefined : suitable(api, operation, all, request.fits);
  const credentials = new Map(
    (caller === undefined ? [] : all!).map(({ scheme }): [Scheme, Caller] => [scheme, caller!]),
  );
  const tenant = caller?.tenant ?? null;
  return {
    ...request,
    credentials: caller === undefined ? request.credentials : credentials,
    tenantHeader: tenant ?? request.tenantHeader,
    tenantInBody: tenant ?? request.tenantInBody,
    body: operation.body === 'none' ? 'none' : request.body === 'none' ? 'valid' : request.body,
  };
}

/** Somebody who has what the alternative and the operation ask for. */
function suitable(
  api: RandomApi,
  { access }: RandomOperation,
  all: Alternative,
  pick: number,
): Caller | undefined {
  const rules = typeof access === 'object' ? access : null;
  const found = callers.filter(({ scopes, roles, tenant }) => {
    const held = rolesOf(api, roles);
    return (
      all.every(({ scheme, names }) =>
        names.every((name) => (scheme === 'oauth' ? scopes : held).includes(name)),
      ) &&
      (!rules?.roles || rules.roles.some((role) => held.includes(role))) &&
      (!rules?.tenant || tenant !== null)
    );
  });
  const caller = found[pick % Math.max(1, found.length)];
  return caller && { ...caller, plan: plans[pick % plans.length]! };
}
