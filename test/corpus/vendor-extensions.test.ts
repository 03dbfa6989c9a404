/** Extensions of other products in real documents: found with their place, enforced and obeyed never. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../../src/diagnostics/diagnostics.js';
import { jsonDiagnostics } from '../../src/diagnostics/json-diagnostics.js';
import { readApi } from '../../src/pipeline.js';
import { vendorExtensions } from '../../src/policy/vendor-extension-table.js';
import { repository } from '../support/repository.js';

const corpus = path.join(repository, '../shared/corpus/docs');
const found = existsSync(corpus);
if (!found) console.warn('SKIPPED: ../shared/corpus is not there, so no real extension was looked for.');

const documents: readonly (readonly [file: string, findings: readonly string[]])[] = [
  [
    'kong-learnservice.yaml',
    [
      '86: low x-kong-plugin-request-validator (Kong) speaks of validation, in 1 place',
      '137: low x-kong-plugin-request-termination (Kong) speaks of security, in 1 place',
      '330: low x-kong-security-openid-connect (Kong) speaks of authentication, in 1 place',
    ],
  ],
  [
    'aws-cognito.json',
    [
      '131: low x-amazon-apigateway-authtype (AWS) speaks of authentication, in 2 places',
      '132: low x-amazon-apigateway-authorizer (AWS) speaks of authentication, in 2 places',
    ],
  ],
  ['wso2-policies.yaml', ['18: low x-wso2-throttling-tier (WSO2) speaks of rate limits, in 2 places']],
  ['kuadrant-ratelimit.yaml', ['6: low x-kuadrant (Kuadrant) speaks of rate limits, in 5 places']],
  ['kuadrant-multisec.yaml', ['6: low x-kuadrant (Kuadrant) speaks of rate limits, in 1 place']],
  ['tyk-multiauth.json', ['37: low x-tyk-api-gateway (Tyk) speaks of security, in 1 place']],
  ['zuplo-dynamic-rl.json', ['53: low x-zuplo-route (Zuplo) speaks of security, in 4 places']],
  ['kusk-petshop.yaml', ['35: low x-kusk (Kusk) speaks of security, in 7 places']],
  ['ory-hydra.json', ['1933: low x-ory-ratelimit-bucket (Ory) speaks of rate limits, in 49 places']],
];

describe.skipIf(!found)('extensions of other products', () => {
  it.each(documents)('are found in %s', (file, expected) => {
    const diagnostics = new Diagnostics();
    const document = path.join(corpus, file);
    expect(readApi({ document }, null, diagnostics)).not.toBeNull();
    const list = jsonDiagnostics(diagnostics.list, diagnostics.sources, corpus);
    const findings = list.filter(({ code }) => code.startsWith('vendor-'));
    const lines = findings.map(
      ({ line, severity, message }) => `${line}: ${severity} ${message.split(';')[0]}`,
    );
    expect(lines).toEqual(expected);
  });
});

describe('the table of vendor extensions', () => {
  it('names a source for each', () => {
    for (const { source } of vendorExtensions) expect(new URL(source).protocol).toBe('https:');
  });
});
