import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../../../src/runtime/core/exchange.js';
import { HeaderFields } from '../../../../src/runtime/core/header-fields.js';
import { checkCrossSite } from '../../../../src/runtime/core/stages/caller.js';

/** What stage 9 reads of a login that takes a form. */
function login(
  sentUnasked: 'cookie' | 'certificate' | null,
  known: boolean,
  headers: readonly string[] = [],
) {
  const fields = new HeaderFields(['Content-Type', 'application/x-www-form-urlencoded', ...headers]);
  return {
    runtime: { authorities: new Set(['api.example.com']) },
    operation: { takesFormLogin: true, unsafe: true },
    principal: known ? { id: 'shop' } : null,
    sentUnasked,
    fields,
    headerValues: (name: string) => fields.values(name),
    cors: null,
    local: false,
    authority: 'api.example.com',
  } as unknown as Exchange;
}

describe('a login by form', () => {
  it('needs proof of where it was made, from whoever shows what browsers send unasked', () => {
    for (const sent of ['cookie', 'certificate'] as const) {
      expect(checkCrossSite(login(sent, true))).toMatchObject({ stage: 9 });
      expect(checkCrossSite(login(sent, true, ['Sec-Fetch-Site', 'same-origin']))).toBeUndefined();
    }
    expect(checkCrossSite(login(null, false))).toMatchObject({ stage: 9 });
  });

  it('needs none beside a credential that no form can send', () => {
    expect(checkCrossSite(login(null, true))).toBeUndefined();
  });
});
