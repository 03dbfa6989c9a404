import { readFileSync } from 'node:fs';
import type { Location } from '../diagnostics/diagnostic.js';
import { Diagnostics } from '../diagnostics/diagnostics.js';
import { Locator } from '../diagnostics/locate.js';
import { printDiagnostics, relativePath, wantsColor } from '../diagnostics/print-diagnostics.js';
import { visibleText } from '../diagnostics/visible-text.js';
import { explainOperation } from '../explain/explain-operation.js';
import { renderExplanation } from '../explain/render-explanation.js';
import { isJsonObject } from '../load/json.js';
import type { Api, Operation } from '../model/api.js';
import { nearestName } from '../policy/nearest-name.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { readAlone } from './read-alone.js';
import { planReading, type ReadingFlags } from './plan-generations.js';
import { UsageError } from './usage-error.js';

export interface ExplainArguments extends ReadingFlags {
  /** Name, operationId, or `METHOD /path`. */
  readonly operation: string;
  /** Path of a JSON file. */
  readonly claims: string | null;
  readonly format: 'text' | 'json';
}

const MISSING =
  'The <operation> is missing. Where no oasgard.config.yaml says which document, that stands before it.';

/** `oasgard explain`. */
export async function runExplain({
  operation,
  claims,
  format,
  ...flags
}: ExplainArguments): Promise<ExitCode> {
  const diagnostics = new Diagnostics();
  const reading = await planReading(flags, 'explain', diagnostics, MISSING);
  const api = reading === null ? null : await readAlone(reading, diagnostics);
  const cwd = process.cwd();
  const errors = diagnostics.list.filter(({ severity }) => severity === 'error');
  if (api === null || errors.length > 0) {
    const color = wantsColor(process.stderr, process.env);
    process.stderr.write(printDiagnostics(errors, diagnostics.sources, { cwd, color }));
    return exitCodes.errors;
  }
  const found = findOperation(api, operation);
  const stages = explainOperation(api, found, claims === null ? null : readClaims(claims));
  const locator = new Locator(diagnostics.sources);
  const placeOf = (at: Location): string => {
    const line = locator.position(at)?.line;
    return visibleText(relativePath(at.file, cwd)) + (line === undefined ? '' : `:${String(line)}`);
  };
  process.stdout.write(
    format === 'json'
      ? `${JSON.stringify(
          {
            operation: found.name,
            stages: stages.map(({ at, ...stage }) => ({ ...stage, at: at === null ? null : placeOf(at) })),
          },
          null,
          2,
        )}\n`
      : renderExplanation(found, stages, { color: wantsColor(process.stdout, process.env), placeOf }),
  );
  return exitCodes.ok;
}

function findOperation({ operations }: Api, asked: string): Operation {
  const found = operations.find(
    ({ name, operationId, method, path }) =>
      name === asked || operationId === asked || `${method} ${path}` === asked,
  );
  if (found !== undefined) return found;
  const nearest = nearestName(
    asked,
    operations.map(({ name }) => name),
  );
  const hint = nearest === null ? '' : ` Did you mean ${nearest}?`;
  throw new UsageError(`The document has no operation ${JSON.stringify(asked)}.${hint}`, 'explain');
}

function readClaims(path: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UsageError(
      `--as: ${visibleText(error instanceof Error ? error.message : String(error))}.`,
      'explain',
    );
  }
  if (!isJsonObject(value)) throw new UsageError('--as: the file holds no JSON object.', 'explain');
  return value;
}
