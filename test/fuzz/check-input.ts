import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { jsonDiagnostics } from '../../src/diagnostics/json-diagnostics.js';
import { generate } from '../../src/pipeline.js';

/** A document to try, as the text of a file. */
export interface FuzzInput {
  /** With the extension that says how it is read. */
  readonly name: string;
  readonly text: string;
}

/** Errors about a file as a whole: it has no lines that could be shown. */
const WITHOUT_LINES = new Set([
  'file-binary',
  'file-empty',
  'file-is-directory',
  'file-not-found',
  'file-not-utf8',
  'file-too-large',
  'file-unreadable',
]);

const SECONDS = 10;
const prototypeKeys = Reflect.ownKeys(Object.prototype).length;

/**
 * Generates from an input, writing nothing.
 *
 * @returns what is wrong with how oasgard took it, the same text for the same fault; `null` where nothing is
 */
export async function checkInput({ name, text }: FuzzInput, folder: string): Promise<string | null> {
  const document = path.join(folder, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(document, text);
  const before = process.cpuUsage();
  let result: Awaited<ReturnType<typeof generate>>;
  try {
    result = await generate({ document, out: path.join(folder, 'out'), dryRun: true });
  } catch (error) {
    return `threw ${stackOf(error)}`;
  }
  const { user, system } = process.cpuUsage(before);
  if ((user + system) / 1e6 > SECONDS) return `takes more than ${SECONDS} s`;
  if (Reflect.ownKeys(Object.prototype).length !== prototypeKeys) return 'changed Object.prototype';
  const diagnostics = jsonDiagnostics(result.diagnostics, result.sources, folder);
  const seen = new Set<string>();
  for (const { code, severity, file, line, column, message } of diagnostics) {
    if (file === null || (line === null && !WITHOUT_LINES.has(code))) return `${code} has no place`;
    const identity = JSON.stringify([code, severity, file, line, column, message]);
    if (seen.has(identity)) return `${code} is repeated`;
    seen.add(identity);
  }
  if (result.ok !== diagnostics.every(({ severity }) => severity !== 'error'))
    return 'the verdict and the errors differ';
  return null;
}

/** The message and the nearest lines of the stack, without what differs from case to case. */
function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const lines = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const own = lines.filter((line) => !line.includes('node:internal')).slice(0, 3);
  const message = error.message.replaceAll(/"(?:[^"\\]|\\.)*"|'[^']*'/g, '…').slice(0, 120);
  return [
    `${error.name}: ${message}`,
    ...own.map((line) => line.trim().replace(/\(?\S*\/(src|node_modules)\//, '$1/')),
  ].join(' < ');
}
