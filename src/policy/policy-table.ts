import type { Location } from '../diagnostics/diagnostic.js';
import type { Int64Form, SchemaBounds, SchemeModel } from '../model/api.js';
import type { NormalizedOperation } from '../normalize/normalized-document.js';
import type {
  AuditDefinition,
  CorsDefinition,
  LimiterDefinition,
  ListDefinition,
  LoginDefinition,
  OperationDefinition,
  PlansDefinition,
  RoleDefinition,
} from '../runtime/core/definition.js';

/** What the document decides, inherited and defaulted; only names that need the model's are still open. */
export interface PolicyTable {
  /** Whether any schema has `x-security`: in most documents none has, and nobody needs to look. */
  readonly hasSchemaPolicies: boolean;
  readonly realm: string;
  readonly roles: readonly RoleDefinition[] | null;
  readonly limiters: readonly LimiterDefinition[];
  readonly plans: PlansDefinition | null;
  readonly ipRateLimit: readonly string[];
  /** Schemes that some operation requires, document order. */
  readonly schemes: readonly SchemeModel[];
  readonly typeBase: string | null;
  readonly cors: CorsDefinition | null;
  readonly operations: ReadonlyMap<NormalizedOperation, OperationPolicy>;
}

export interface OperationPolicy extends Pick<
  OperationDefinition,
  'requirements' | 'rateLimit' | 'cost' | 'bodyLimits' | 'timeoutMs' | 'validation' | 'typeBase' | 'cors'
> {
  readonly access: AccessPolicy;
  /** `action` is `null` where the document names none: the operation's name then. */
  readonly audit: Omit<AuditDefinition, 'action'> & { readonly action: string | null };
  /** `login` as written; `null` where the document says nothing: the operation's input decides. */
  readonly login: LoginPolicy | null;
  readonly bounds: SchemaBounds;
  readonly int64: Int64Form;
  /** The operation's own `because`. */
  readonly because: string | null;
  /** Where each effective member is written, by its dotted path (`access.object.id`). */
  readonly places: ReadonlyMap<string, Location>;
}

export type AccessPolicy =
  | { readonly kind: 'public' }
  | { readonly kind: 'undecided' }
  | {
      readonly kind: 'authenticated';
      readonly roles: readonly string[];
      /** `true`, or a runtime expression. */
      readonly tenant: true | string | null;
      /** `none`: declared to be about no object. */
      readonly object: 'none' | ObjectPolicy;
      /** `access.list`; beside it `object` is never `none`. */
      readonly list: ListDefinition | null;
    };

/** `login` with its defaults. */
export interface LoginPolicy extends Pick<LoginDefinition, 'perAccount' | 'perIp'> {
  readonly account: { readonly expression: string; readonly at: Location } | null;
}

/** `access.object` as written; `null` members take the model's defaults. */
export interface ObjectPolicy {
  /** Whether the document says anything of the object; if not, a path parameter decides whether there is one. */
  readonly declared: boolean;
  readonly policy: string | null;
  readonly type: string | null;
  /** A runtime expression. */
  readonly id: string | null;
  readonly deny: 404 | 403;
}
