import type { Diagnostics } from '../diagnostics/diagnostics.js';
import type { Location } from '../diagnostics/diagnostic.js';
import type { Json } from './json.js';
import type { LoadLimits } from './load-limits.js';
import { scanJson, standIn, type JsonFault } from './scan-json.js';

/** Reads a JSON text. Returns `undefined` after reporting an error that leaves nothing to work with. */
export function readJson(
  file: string,
  text: string,
  limits: LoadLimits,
  diagnostics: Diagnostics,
): Json | undefined {
  const faults = scanJson(text, limits);
  for (const fault of faults) reportFault(file, fault, limits, diagnostics);
  // The others leave a value, in which later passes may find more.
  if (faults.some(({ kind }) => kind === 'syntax' || kind === 'depth' || kind === 'nodes')) return undefined;
  const infinite = faults.some(({ kind }) => kind === 'infinite');
  const value: unknown = infinite ? JSON.parse(text, finite) : JSON.parse(text);
  forgetPrototypes(value);
  return value as Json;
}

function finite(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? standIn(value) : value;
}

function reportFault(file: string, fault: JsonFault, limits: LoadLimits, diagnostics: Diagnostics): void {
  const at: Location = { file, pointer: '', on: 'value', offset: fault.offset };
  switch (fault.kind) {
    case 'syntax':
      diagnostics.report('syntax-error', at, `Not JSON: ${fault.detail}`, {
        help: 'Look at this place and before it for a comma, a quote or a bracket too many or too few; JSON has no comments.',
      });
      break;
    case 'depth':
      diagnostics.report('too-deep', at, `More than ${limits.depth} levels inside one another`);
      break;
    case 'nodes':
      diagnostics.report('too-many-nodes', at, `More than ${limits.nodes} values`);
      break;
    case 'duplicate':
      diagnostics.report(
        'duplicate-key',
        at,
        `The key ${JSON.stringify(fault.detail)} stands twice in one object`,
        {
          related:
            fault.first === undefined
              ? []
              : [{ message: 'It stood here first', at: { ...at, offset: fault.first } }],
        },
      );
      break;
    case 'precision':
      diagnostics.report(
        'number-precision',
        at,
        `${fault.detail} is read as ${String(Number(fault.detail))}`,
      );
      break;
    case 'infinite':
      diagnostics.report('number-not-finite', at, `${fault.detail} is larger than any number a double holds`);
      break;
  }
}

/** Gives every object a `null` prototype in place: nobody else holds the fresh tree. */
function forgetPrototypes(root: unknown): void {
  const pending: unknown[] = [root];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    if (!Array.isArray(value)) Object.setPrototypeOf(value, null);
    for (const child of Object.values(value) as readonly unknown[]) {
      if (typeof child === 'object' && child !== null) pending.push(child);
    }
  }
}
