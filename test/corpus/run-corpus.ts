/**
 * `npm run test:corpus [-- name … --json]`: every real document generated, compiled, started and called, one after
 * another, each in a process of its own. Prints a row a document and fails where one is not as
 * `corpus-expectations.ts` says, for better or worse.
 */
import { writeFileSync } from 'node:fs';
import { repository, typescriptLoader } from '../support/repository.js';
import { runProcess } from '../support/run-process.js';
import { buildCli } from '../unit/cli/run-cli.js';
import { hasWholeCorpus, type ListedDocument, listDocuments, obtainDocument } from './all-documents.js';
import { corpusExpectations } from './corpus-expectations.js';
import { type DocumentRow, examineDocument, readRow, type Share } from './examine-document.js';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const COLUMNS = [
  'document',
  'version',
  'ops',
  'outcome',
  'TS 5.9',
  'TS 7',
  'starts',
  '401',
  '501',
  '400',
  's',
  'MB',
];
const WIDTHS = [26, 8, 6, 22, 7, 5, 7, 10, 10, 10, 6, 5];

async function main(args: readonly string[]): Promise<number> {
  const [mode, id = '', cli = '', to = ''] = args;
  if (mode === '--examine') {
    const document = listDocuments().find((candidate) => candidate.id === id)!;
    const file = (await obtainDocument(document))!;
    writeFileSync(to, JSON.stringify(await examineDocument({ id, version: document.openapi, file }, cli)));
    return 0;
  }
  if (!hasWholeCorpus) {
    console.warn('SKIPPED: ../shared/corpus is not there.');
    return 0;
  }
  const json = args.includes('--json');
  const names = args.filter((argument) => !argument.startsWith('--'));
  const all = listDocuments();
  const unknown = names.filter((name) => !all.some((document) => document.id === name));
  if (unknown.length > 0) {
    console.error(`The corpus has no ${unknown.join(', ')}.`);
    return 2;
  }
  const chosen = names.length === 0 ? all : all.filter((document) => names.includes(document.id));
  const stale = Object.keys(corpusExpectations).filter(
    (name) => !all.some((document) => document.id === name),
  );
  const faults = stale.map((name) => `${name}: the corpus has no such document`);
  const { cli: built, remove } = buildCli();
  const rows: DocumentRow[] = [];
  if (!json) console.log(line(COLUMNS));
  try {
    for (const document of chosen) {
      const row = await examine(document, built);
      if (row === null) {
        if (!json) console.log(`${document.id}: not fetched, the package registry does not answer`);
        continue;
      }
      rows.push(row);
      if (!json) console.log(line(cells(row)));
      faults.push(...faultsOf(row));
    }
  } finally {
    remove();
  }
  if (json) console.log(JSON.stringify(rows, null, 2));
  for (const fault of faults) console.error(fault);
  if (!json) console.log(`${rows.length} of ${chosen.length} documents, ${faults.length} not as expected.`);
  return faults.length === 0 ? 0 : 1;
}

/** In a process of its own, so that what one document takes is given back. `null` where it cannot be fetched. */
async function examine(document: ListedDocument, cli: string): Promise<DocumentRow | null> {
  if ((await obtainDocument(document)) === null) return null;
  const folder = mkdtempSync(path.join(tmpdir(), 'oasgard-row-'));
  try {
    const to = path.join(folder, 'row.json');
    const script = path.join(repository, 'test/corpus/run-corpus.ts');
    const { code, stderr } = await runProcess(
      process.execPath,
      ['--max-old-space-size=4096', '--import', typescriptLoader, script, '--examine', document.id, cli, to],
      { cwd: repository, env: { ...process.env, NODE_OPTIONS: '--max-old-space-size=6144' } },
    );
    if (code !== 0) throw new Error(`${document.id}: ${stderr}`);
    return readRow(to);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Where a row differs from what is expected; what is expected and did not happen, too. */
function faultsOf({ id, refused, problems }: DocumentRow): readonly string[] {
  const expected = corpusExpectations[id] ?? {};
  const wanted = [...(expected.refused ?? [])].toSorted();
  const got = [...refused].toSorted();
  const faults: string[] = [];
  for (const error of got.filter((entry) => !wanted.includes(entry))) faults.push(`${id}: ${error}`);
  for (const error of wanted.filter((entry) => !got.includes(entry))) faults.push(`${id}: expected ${error}`);
  const starts = Object.keys(expected.problems ?? {});
  for (const problem of problems) {
    if (!starts.some((start) => matches(problem, start))) faults.push(`${id}: ${problem}`);
  }
  for (const start of starts) {
    if (!problems.some((problem) => matches(problem, start))) faults.push(`${id}: expected ${start}`);
  }
  return faults;
}

function matches(problem: string, expression: string): boolean {
  return new RegExp(`^(?:${expression})$`, 'u').test(problem);
}

function cells(row: DocumentRow): readonly string[] {
  const [first = ''] = row.refused;
  const more = row.refused.length > 1 ? ` +${row.refused.length - 1}` : '';
  return [
    row.id,
    row.version,
    String(row.operations),
    first === '' ? 'generated' : `${first}${more}`,
    yes(row.typescript5),
    yes(row.typescript7),
    yes(row.starts),
    share(row.refuses),
    share(row.accepts),
    share(row.mutated),
    row.seconds.toFixed(1),
    String(row.megabytes),
  ];
}

function yes(value: boolean | null): string {
  return value === null ? '–' : value ? 'yes' : 'NO';
}

function share(value: Share | null): string {
  return value === null ? '–' : `${value.good}/${value.of}`;
}

function line(values: readonly string[]): string {
  return values
    .map((value, index) => value.padEnd(WIDTHS[index]!))
    .join(' ')
    .trimEnd();
}

process.exitCode = await main(process.argv.slice(2));
