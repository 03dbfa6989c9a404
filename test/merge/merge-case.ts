import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { GenerateResult } from '../../src/generation.js';
import { generate } from '../../src/pipeline.js';

/** `case.json` of a folder; absent where everything has its default. */
interface CaseFile {
  readonly renames?: readonly { readonly from: string; readonly to: string }[];
  /** Files of the first run that the user has deleted. */
  readonly deleted?: readonly string[];
  /** `code` or `code file:line` of each diagnostic of the second run that concerns files, in any order. */
  readonly diagnostics?: readonly string[];
  /** `file:line` of each complaint of the compiler. */
  readonly compile?: readonly string[];
  /** Operations that the started server must know: `GET /orders` with the status it answers in development. */
  readonly start?: Readonly<Record<string, number>>;
}

/**
 * A merge case:
 *
 * - `openapi.yaml`: the document of the first run;
 * - `before/`: what the user wrote over the files of that run;
 * - `changed.yaml`: the document of the second run; absent where it is the first;
 * - `after/`: the user's files that the second run changes or creates, as they must be then. All others must be as they
 *   were, to the byte.
 */
export interface MergeCase {
  readonly name: string;
  readonly folder: string;
  readonly given: CaseFile;
}

export function readCases(folder: string): readonly MergeCase[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => {
      const file = path.join(folder, name, 'case.json');
      const given = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as CaseFile) : {};
      return { name, folder: path.join(folder, name), given };
    });
}

export interface CaseResult {
  readonly result: GenerateResult;
  /** Users' files before and after the second run. */
  readonly before: ReadonlyMap<string, string>;
  readonly after: ReadonlyMap<string, string>;
  /** What `after` must hold. */
  readonly expected: ReadonlyMap<string, string>;
}

/** Makes both runs of a case in `out`. */
export async function runMergeCase({ folder, given }: MergeCase, out: string): Promise<CaseResult> {
  const source = path.join(out, '../documents', path.basename(out));
  mkdirSync(source, { recursive: true });
  const document = path.join(source, 'openapi.yaml');
  cpSync(path.join(folder, 'openapi.yaml'), document);
  const first = await generate({ document, out });
  if (!first.ok) throw new Error(JSON.stringify(first.diagnostics));
  if (existsSync(path.join(folder, 'before'))) cpSync(path.join(folder, 'before'), out, { recursive: true });
  for (const file of given.deleted ?? []) rmSync(path.join(out, file), { recursive: true });
  const changed = path.join(folder, 'changed.yaml');
  if (existsSync(changed)) writeFileSync(document, readFileSync(changed));

  const before = userFiles(out);
  const result = await generate({ document, out, renames: given.renames ?? [] });
  const expected = new Map([...before, ...userFiles(path.join(folder, 'after'))]);
  return { result, before, after: userFiles(out), expected };
}

/** Every file that is not generated, byte for byte. */
export function userFiles(root: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  if (!existsSync(root)) return files;
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/');
    if (/^(?:src\/generated\/|\.oasgard\/|openapi\.effective\.yaml$|node_modules\/)/.test(file)) continue;
    files.set(file, readFileSync(path.join(root, file), 'latin1'));
  }
  return files;
}
