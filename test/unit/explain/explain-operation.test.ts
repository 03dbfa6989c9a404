import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../../../src/diagnostics/diagnostics.js';
import { Locator } from '../../../src/diagnostics/locate.js';
import { explainOperation } from '../../../src/explain/explain-operation.js';
import { readApi } from '../../../src/pipeline.js';

const document = fileURLToPath(new URL('../../../samples/orders/openapi.yaml', import.meta.url));
const diagnostics = new Diagnostics();
const api = readApi({ document, overlays: [] }, null, diagnostics)!;
const locator = new Locator(diagnostics.sources);
const text = [...diagnostics.sources.values()][0]!.text.split('\n');

const explain = (name: string, claims: Record<string, unknown> | null = null) =>
  explainOperation(
    api,
    api.operations.find((operation) => operation.name === name)!,
    claims,
  );
const stageOf = (name: string, stage: number, claims: Record<string, unknown> | null = null) =>
  explain(name, claims).find((entry) => entry.stage === stage);

describe('explainOperation', () => {
  it('lists stages in the order in which they decide', () => {
    for (const { name } of api.operations) {
      const numbers = explain(name).map(({ stage }) => stage);
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
      expect(numbers).toEqual(expect.arrayContaining([2, 5, 8, 11, 14, 17, 18]));
    }
  });

  it.each([
    ['cancelOrder', 8, 'security: [{ oauth: [orders.write] }]'],
    ['cancelOrder', 11, 'roles: [support]'],
    ['getOrder', 11, 'roles: [customer]'],
    ['getOrder', 15, 'object:'],
    ['createOrder', 10, 'rateLimit: [user, checkout, monthly]'],
    ['updateOrder', 14, 'unknownProperties: reject'],
    ['getSalesReport', 17, 'timeout: 5s'],
  ])('says where %s is told what stage %i enforces', (name, stage, line) => {
    const at = stageOf(name, stage)!.at!;
    expect(text[locator.position(at)!.line - 1]).toContain(line);
  });

  it('judges a caller as the server would', () => {
    const ann = { sub: 'ann', scope: 'orders.read orders.write', roles: ['customer'] };
    expect(stageOf('cancelOrder', 11, ann)!.verdict).toEqual({ passes: false, reason: 'role-missing' });
    expect(stageOf('cancelOrder', 11, { ...ann, roles: ['admin'] })!.verdict!.passes).toBe(true);
    expect(stageOf('createOrder', 11, ann)!.verdict!.passes).toBe(true);
    expect(stageOf('updateOrder', 11, { ...ann, scope: 'orders.read' })!.verdict).toEqual({
      passes: false,
      reason: 'oauth: orders.write missing',
    });
    expect(stageOf('cancelOrder', 11, null)!.verdict).toBeNull();
  });

  it('ignores roles that the document does not declare, and claims where it does not look', () => {
    const claims = { scope: 'orders.read orders.write', roles: ['root'], realm: { roles: ['support'] } };
    expect(stageOf('cancelOrder', 11, claims)!.verdict!.passes).toBe(false);
    expect(stageOf('cancelOrder', 11, { ...claims, roles: undefined })!.verdict!.passes).toBe(false);
  });
});
