import type { Diagnostics } from '../diagnostics/diagnostics.js';
import type { Location } from '../diagnostics/diagnostic.js';
import type { Json } from '../load/json.js';
import type { RequirementDefinition } from '../runtime/core/definition.js';
import type { EffectiveMembers } from './inheritance.js';
import type { AccessPolicy, ObjectPolicy } from './policy-table.js';
import type { DeclaredRequirements } from './security-requirements.js';

/**
 * Who may call an operation (semantics, principle 2, §2, §4, §12). What the document leaves open is `undecided`, which
 * the server denies; contradictions are errors.
 *
 * @param requirements the effective `security`, `null` where neither the operation nor the root has one
 * @param rolesDeclared whether the document declares `roles`: then a requirement alone decides nothing
 * @param operationAt place of contradictions that no single member holds
 */
export function decideAccess(
  members: EffectiveMembers,
  requirements: DeclaredRequirements | null,
  rolesDeclared: boolean,
  operationAt: Location,
  diagnostics: Diagnostics,
): AccessPolicy {
  const declared = members.get('access');
  const guarded = requirements?.alternatives.some(({ credentials }) => credentials.length > 0) ?? false;

  if (declared?.value === 'public') {
    if (requirements !== null && guarded) {
      diagnostics.report(
        'public-with-requirement',
        declared.at,
        'access: public contradicts the security requirement that holds here.',
        { related: [{ message: 'The requirement', at: requirements.at }] },
      );
    }
    return { kind: 'public' };
  }

  const mentioned = [...members].find(([path]) => path === 'access' || path.startsWith('access.'))?.[1];
  if (!guarded) {
    if (mentioned === undefined) return { kind: requirements === null ? 'undecided' : 'public' };
    diagnostics.report(
      'access-without-scheme',
      requirements === null ? mentioned.at : operationAt,
      'Callers must be authenticated here, and no security requirement says how.',
      {
        related: [
          { message: 'Access is decided here', at: mentioned.at },
          ...(requirements === null ? [] : [{ message: 'The requirement is empty', at: requirements.at }]),
        ],
      },
    );
    return { kind: 'undecided' };
  }

  const roles = stringsOf(members.get('access.roles')?.value);
  const named =
    declared?.value === 'authenticated' ||
    roles.length > 0 ||
    (requirements?.alternatives.every(namesScopesOrRoles) ?? false);
  if (rolesDeclared && !named) return { kind: 'undecided' };
  const tenant = members.get('access.tenant')?.value;
  return {
    kind: 'authenticated',
    roles,
    tenant: tenant === true || typeof tenant === 'string' ? tenant : null,
    ...objectAccess(members, diagnostics),
  };
}

function objectAccess(
  members: EffectiveMembers,
  diagnostics: Diagnostics,
): Pick<Extract<AccessPolicy, { readonly kind: 'authenticated' }>, 'object' | 'list'> {
  const object = objectPolicy(members);
  const items = members.get('access.list.items');
  if (items === undefined || typeof items.value !== 'string') return { object, list: null };
  if (object === 'none') {
    const none = members.get('access.object');
    diagnostics.report(
      'list-without-object',
      items.at,
      'The operation is declared to be about no object, and to return many.',
      { related: none === undefined ? [] : [{ message: 'About none', at: none.at }] },
    );
    return { object, list: null };
  }
  return { object, list: { items: items.value } };
}

/** `{}` is explicit, and counts as a decision like any other. */
function namesScopesOrRoles({ credentials }: RequirementDefinition): boolean {
  return (
    credentials.length === 0 || credentials.some(({ scopes, roles }) => scopes.length > 0 || roles.length > 0)
  );
}

function objectPolicy(members: EffectiveMembers): 'none' | ObjectPolicy {
  if (members.get('access.object')?.value === 'none') return 'none';
  const text = (name: string): string | null => {
    const value = members.get(`access.object.${name}`)?.value;
    return typeof value === 'string' ? value : null;
  };
  return {
    declared: [...members.keys()].some((path) => path.startsWith('access.object.')),
    policy: text('policy'),
    type: text('type'),
    id: text('id'),
    deny: members.get('access.object.deny')?.value === 403 ? 403 : 404,
  };
}

function stringsOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [];
}
