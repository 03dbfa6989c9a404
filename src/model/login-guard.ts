import { counted } from '../diagnostics/grouped-findings.js';
import { quoted } from '../diagnostics/quoted.js';
import type { JsonObject } from '../load/json.js';
import { defaultLogin } from '../policy/login.js';
import type { LoginPolicy, OperationPolicy } from '../policy/policy-table.js';
import type { InputLocation, LoginDefinition } from '../runtime/core/definition.js';
import type { Reply } from './api.js';
import { locateInput, type OperationParts } from './input-location.js';
import type { ModelContext } from './model-context.js';
import { secretField } from './secret-field.js';

/**
 * The login guard of an operation (semantics §5): as the document declares it, and by default wherever anybody may send
 * a password or a short numeric code. Where only known callers may, that is a finding.
 */
export function loginGuard(
  node: JsonObject,
  policy: OperationPolicy,
  input: OperationParts,
  replies: readonly Reply[],
  context: ModelContext,
): LoginDefinition | null {
  const login = policy.login ?? impliedLogin(node, policy, input, context);
  if (login === null) return null;
  const place = { node };
  if (login.account === null) {
    context.findings.add('login-per-ip', '', place, (places) => {
      return `Wrong passwords and codes are counted by IP address alone: ${counted(places, 'operation')}.`;
    });
  }
  if (!replies.some(({ status }) => FAILURES.has(status.toUpperCase()))) {
    context.findings.add('login-failure-undeclared', '', place, (places) => {
      return `Neither 401 nor 403 is declared for a wrong password or code: ${counted(places, 'operation')}.`;
    });
  }
  return {
    account: login.account === null ? null : locate(login.account, input, context),
    perAccount: login.perAccount,
    perIp: login.perIp,
  };
}

const FAILURES: ReadonlySet<string> = new Set(['401', '403', '4XX', 'DEFAULT']);

function impliedLogin(
  node: JsonObject,
  { access, requirements }: OperationPolicy,
  input: OperationParts,
  { view, findings }: ModelContext,
): LoginPolicy | null {
  if (access.kind === 'undecided' || secretField(input, view) === null) return null;
  const isOpen =
    access.kind === 'public' || requirements?.some(({ credentials }) => credentials.length === 0) === true;
  if (isOpen) return defaultLogin();
  findings.add('login-unguarded', '', { node }, (places) => {
    return `Known callers may guess a password or code as often as they like: ${counted(places, 'operation')}.`;
  });
  return null;
}

function locate(
  { expression, at }: NonNullable<LoginPolicy['account']>,
  input: OperationParts,
  { view, diagnostics }: ModelContext,
): InputLocation {
  const { location, fault } = locateInput(expression, input, view);
  if (fault !== null) {
    diagnostics.report(
      'unknown-login-account',
      at,
      `${quoted(expression)} names nothing: ${fault.message}`,
      fault.help === null ? {} : { help: fault.help },
    );
  }
  return location;
}
