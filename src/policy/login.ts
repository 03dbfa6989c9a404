import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { isJsonObject } from '../load/json.js';
import type { Origins } from '../load/origins.js';
import type { EffectiveMembers } from './inheritance.js';
import type { LoginPolicy } from './policy-table.js';
import { parseRate } from './quantities.js';
import { vocabulary } from './vocabulary.js';

/** `login` of an operation, as written and with its defaults; `null` where the document says nothing. */
export function readLogin(
  members: EffectiveMembers,
  origins: Origins,
  diagnostics: Diagnostics,
): LoginPolicy | null {
  const login = members.get('login')?.value;
  if (!isJsonObject(login)) return null;
  const { account, perAccount, perIp } = login;
  if (account === undefined && perAccount !== undefined) {
    diagnostics.report(
      'login-account-missing',
      origins.member(login, 'perAccount', 'key'),
      'login.perAccount limits nothing: the document does not say where the request names the account.',
    );
  }
  return {
    account:
      typeof account === 'string' ? { expression: account, at: origins.member(login, 'account') } : null,
    perAccount: typeof perAccount === 'string' ? parseRate(perAccount) : defaultRate('perAccount'),
    perIp: typeof perIp === 'string' ? parseRate(perIp) : defaultRate('perIp'),
  };
}

/** What holds for operations that take a secret and say nothing. */
export function defaultLogin(): LoginPolicy {
  return { account: null, perAccount: defaultRate('perAccount'), perIp: defaultRate('perIp') };
}

function defaultRate(name: 'perAccount' | 'perIp'): LoginPolicy['perIp'] {
  const rate = vocabulary('operation').get('login')?.members.get(name)?.default;
  if (typeof rate !== 'string') throw new Error(`The vocabulary gives login.${name} no default`);
  return parseRate(rate);
}
