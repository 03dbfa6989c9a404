/**
 * `npm run fuzz -- --seconds N [--seed S]`: documents of the tests and the corpora, changed at random, given to
 * `generate` for as long as asked. No crash, no hang, no error without a place, none said twice. What fails is made
 * smaller and kept in `fuzz-failures/`; exit status 1. The same seed gives the same documents.
 */
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { repository } from '../support/repository.js';
import { checkInput, type FuzzInput } from './check-input.js';
import { minimizeInput } from './minimize-input.js';
import { mutateText, mutateTree } from './mutate-document.js';
import { Random } from './random.js';

const LARGEST = 80_000;
const HANG_MS = 60_000;
const FOLDERS = [
  'test/diagnostics',
  'test/golden',
  'test/fuzz/regressions',
  '../shared/corpus-hostile',
  '../shared/corpus/docs',
];

interface Failure {
  readonly index: number;
  readonly fault: string;
  readonly input: FuzzInput;
}

type Message = { readonly started: number } | { readonly failure: Failure };

/** Documents small enough to be tried many times. */
function seedDocuments(): readonly string[] {
  const files: string[] = [];
  for (const folder of FOLDERS.map((name) => path.join(repository, name)).filter((name) =>
    existsSync(name),
  )) {
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted()) {
      const file = path.join(folder, name);
      if (!/\.(?:ya?ml|json)$/.test(name) || /(?:case|expected|INDEX|tsconfig|package)\.json$/.test(name))
        continue;
      if (name.includes('/expected/') || !lstatSync(file).isFile() || lstatSync(file).size > LARGEST)
        continue;
      files.push(file);
    }
  }
  return files;
}

/** The document of a number: a changed copy of one of the seeds. */
function inputOf(index: number, seed: number, seeds: readonly string[]): FuzzInput {
  const random = new Random(Math.imul(seed, 0x9e3779b1) + index);
  const file = random.pick(seeds);
  const text = readFileSync(file, 'utf8');
  if (random.chance(30)) return { name: `openapi${path.extname(file)}`, text: mutateText(text, random) };
  let tree: unknown;
  try {
    tree = parse(text, { logLevel: 'silent' });
    return { name: 'openapi.json', text: JSON.stringify(mutateTree(tree as null, random), null, 1) ?? '' };
  } catch {
    return { name: `openapi${path.extname(file)}`, text: mutateText(text, random) };
  }
}

/** In a process of its own, which may be killed. */
async function work(first: number, seed: number, until: number): Promise<void> {
  const seeds = seedDocuments();
  const folder = mkdtempSync(path.join(tmpdir(), 'oasgard-fuzz-'));
  try {
    for (let index = first; Date.now() < until; index += 1) {
      process.send!({ started: index } satisfies Message);
      const input = inputOf(index, seed, seeds);
      const fault = await checkInput(input, folder);
      if (fault === null) continue;
      const small = await minimizeInput(
        input,
        async (smaller) => (await checkInput(smaller, folder)) === fault,
      );
      process.send!({ failure: { index, fault, input: small } } satisfies Message);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main(seconds: number, seed: number): Promise<number> {
  const until = Date.now() + seconds * 1000;
  const faults = new Map<string, string>();
  let tried = 0;
  const keep = ({ index, fault, input }: Failure): void => {
    const kind = fault.split(' < ').slice(0, 2).join(' < ');
    if (faults.has(kind)) return;
    const folder = path.join(repository, 'fuzz-failures');
    mkdirSync(folder, { recursive: true });
    const name = createHash('sha256').update(input.text).digest('hex').slice(0, 12);
    const file = path.join(folder, `${name}${path.extname(input.name)}`);
    writeFileSync(file, input.text);
    faults.set(kind, file);
    console.error(
      `${index}: ${fault}\n    ${path.relative(repository, file)} (${input.text.length} characters)`,
    );
  };
  for (let next = 0; Date.now() < until;) {
    next = await runWorker(next, seed, until, keep);
    tried = next;
  }
  console.log(`${tried} documents of seed ${seed}, ${faults.size} kinds of faults.`);
  return faults.size === 0 ? 0 : 1;
}

/** Runs one worker until it is done or hangs; answers the number to go on with. */
function runWorker(
  first: number,
  seed: number,
  until: number,
  keep: (failure: Failure) => void,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = fork(
      fileURLToPath(import.meta.url),
      ['--work', String(first), String(seed), String(until)],
      {
        execArgv: [...process.execArgv, '--max-old-space-size=2048'],
      },
    );
    let current = first;
    const watch = (): NodeJS.Timeout =>
      setTimeout(() => {
        keep({ index: current, fault: 'hangs', input: inputOf(current, seed, seedDocuments()) });
        child.kill('SIGKILL');
      }, HANG_MS);
    let timer = watch();
    child.on('message', (message: Message) => {
      clearTimeout(timer);
      timer = watch();
      if ('started' in message) current = message.started;
      else keep(message.failure);
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      if (code !== 0 && signal !== 'SIGKILL') {
        keep({
          index: current,
          fault: `ends the process (${String(code ?? signal)})`,
          input: inputOf(current, seed, seedDocuments()),
        });
      }
      resolve(current + 1);
    });
  });
}

if (process.argv[2] === '--work') {
  const [first = 0, seed = 0, until = 0] = process.argv.slice(3).map(Number);
  await work(first, seed, until);
  process.disconnect();
} else {
  const { values } = parseArgs({
    options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string' } },
  });
  const seed = values.seed === undefined ? Date.now() % 1_000_000 : Number(values.seed);
  process.exitCode = await main(Number(values.seconds), seed);
}
