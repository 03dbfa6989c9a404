/**
 * What it costs to generate a server, against `openapi-typescript` alone on the same document: whole processes, in turn in
 * every round, CPU of all threads. Quoted are medians of the ratios round by round; the budgets are for GitHub's document
 * (design §5).
 *
 *     npm run bench:generation -- [rounds] [document...]
 *
 * Documents default to Box and Stripe of the corpus, where it is there.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from '../served/measure.js';

interface Usage {
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  readonly peakMegabytes: number;
}

interface Step {
  readonly name: string;
  readonly run: () => Usage;
  readonly budgets: { readonly cpu?: number; readonly memory?: number; readonly wallSeconds?: number };
}

const [first = '5', ...given] = process.argv.slice(2);
const rounds = Number(first);
const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const corpus = path('../../../shared/corpus/docs');
const documents = given.length > 0 ? given : ['box.json', 'stripe.json'].map((name) => join(corpus, name));

const folder = mkdtempSync(join(tmpdir(), 'oasgard-bench-'));
try {
  for (const document of documents) {
    if (existsSync(document)) measure(document);
    else console.warn(`SKIPPED: ${document} is not there.`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function measure(document: string): void {
  const steps = stepsFor(document);
  const samples = new Map(steps.map(({ name }) => [name, [] as Usage[]]));
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, run } of steps) samples.get(name)!.push(run());
  }
  const base = samples.get(steps[0]!.name)!;
  console.log(`\n${basename(document)}: medians of ${rounds} rounds, ratios to openapi-typescript alone`);
  console.log(`  ${''.padEnd(34)}   CPU s  ratio   wall s  peak MB  ratio`);
  for (const { name, budgets } of steps) {
    const used = samples.get(name)!;
    const of = (figure: keyof Usage): number => median(used.map((usage) => usage[figure]));
    const ratioOf = (figure: keyof Usage): number =>
      median(used.map((usage, round) => usage[figure] / base[round]![figure]));
    const cpu = ratioOf('cpuSeconds');
    const memory = ratioOf('peakMegabytes');
    const wall = of('wallSeconds');
    const verdicts = [
      budgets.cpu === undefined ? '' : verdict('CPU', cpu, budgets.cpu),
      budgets.memory === undefined ? '' : verdict('memory', memory, budgets.memory),
      budgets.wallSeconds === undefined ? '' : verdict('wall s', wall, budgets.wallSeconds),
    ];
    console.log(
      `  ${name.padEnd(34)} ${of('cpuSeconds').toFixed(2).padStart(7)} ${cpu.toFixed(2).padStart(6)}` +
        ` ${wall.toFixed(2).padStart(8)} ${of('peakMegabytes').toFixed(0).padStart(8)} ${memory.toFixed(2).padStart(6)}` +
        `  ${verdicts.filter((text) => text !== '').join(', ')}`,
    );
  }
}

function verdict(of: string, figure: number, budget: number): string {
  return `${of} budget ${budget} ${figure <= budget ? 'met' : 'MISSED'}`;
}

function stepsFor(document: string): readonly Step[] {
  const project = join(folder, 'server');
  const oasgard = path('../../dist/cli.js');
  const generate = (): Usage => timed([oasgard, 'generate', document, '--out', project]);
  return [
    {
      name: 'openapi-typescript',
      run: () =>
        timed([
          path('../../node_modules/openapi-typescript/bin/cli.js'),
          document,
          '-o',
          join(folder, 'types.ts'),
        ]),
      budgets: {},
    },
    {
      name: 'oasgard generate',
      run: () => {
        rmSync(project, { recursive: true, force: true });
        return generate();
      },
      budgets: { cpu: 1.1, memory: 1.3 },
    },
    { name: 'oasgard generate, nothing changed', run: generate, budgets: { wallSeconds: 0.4 } },
  ];
}

function timed(command: readonly string[]): Usage {
  const report = join(folder, 'usage.json');
  const started = performance.now();
  execFileSync(process.execPath, ['--import', path('report-usage.mjs'), ...command], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, OASGARD_BENCH_USAGE: report },
  });
  const wallSeconds = (performance.now() - started) / 1000;
  return { ...(JSON.parse(readFileSync(report, 'utf8')) as Omit<Usage, 'wallSeconds'>), wallSeconds };
}
