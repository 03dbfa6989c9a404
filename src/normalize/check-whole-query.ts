import type { Diagnostics } from '../diagnostics/diagnostics.js';
import type { JsonObject } from '../load/json.js';
import type { Origins } from '../load/origins.js';

/**
 * Checks that nothing else is in a query that one parameter is the whole of (OAS 3.2, Parameter Object, `in`).
 */
export function checkWholeQuery(
  parameters: readonly JsonObject[],
  origins: Origins,
  diagnostics: Diagnostics,
): void {
  const whole = parameters.find((parameter) => parameter['in'] === 'querystring');
  if (whole === undefined) return;
  const others = parameters.filter(
    (other) => other !== whole && (other['in'] === 'query' || other['in'] === 'querystring'),
  );
  for (const other of others) {
    diagnostics.report(
      'invalid-parameter',
      origins.of(other),
      'This parameter is in the query of which another one is the whole.',
      { related: [{ message: 'The whole query', at: origins.of(whole) }] },
    );
  }
}
