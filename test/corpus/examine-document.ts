import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { JsonDiagnostic } from '../../src/diagnostics/json-diagnostics.js';
import { readReport, watchEnvironment } from '../hostile/watched-process.js';
import { decideUndecided } from '../support/decide-undecided.js';
import { buildProject, linkPackages, typeCheck } from '../support/generated-project.js';
import { instrument, InstrumentedServer } from '../support/instrumented-server.js';
import type { JsonObject } from '../support/json-values.js';
import { accessOf, readDocument, readOperations } from '../support/openapi-operations.js';
import { runProcess } from '../support/run-process.js';
import { sampleRequest, type SampleRequest } from '../support/sample-request.js';
import { TestCallers } from '../support/test-callers.js';
import { mutatedRequests, UNDECLARED } from './mutate-request.js';
import {
  authenticator,
  describeReply,
  findAccepted,
  forEachOf,
  type Probe,
  ProbedServer,
  probesOf,
} from './probe-requests.js';

/** How many of the operations (each with each media type of its body) did what they should. */
export interface Share {
  readonly of: number;
  readonly good: number;
}

/** What became of one document. */
export interface DocumentRow {
  readonly id: string;
  readonly version: string;
  readonly operations: number;
  /** Errors, as `code line:column`; none where it was generated. */
  readonly refused: readonly string[];
  readonly typescript5: boolean | null;
  readonly typescript7: boolean | null;
  readonly starts: boolean | null;
  /** Guarded operations that refuse who shows no credentials, no handler run. */
  readonly refuses: Share | null;
  /** Operations that take a request made from their schemas, as far as the stub: 501. */
  readonly accepts: Share | null;
  /** Operations that refuse the same request with something wrong in it: 400. */
  readonly mutated: Share | null;
  /** Of the generator: processor time, and peak of the resident memory. */
  readonly seconds: number;
  readonly megabytes: number;
  /** Everything that is not as it should be, a line each. */
  readonly problems: readonly string[];
}

const PLAINEST = { seed: 0, optionalDepth: 0 };
const NOT_SERVED = {
  typescript5: null,
  typescript7: null,
  starts: null,
  refuses: null,
  accepts: null,
  mutated: null,
};

/** Generates, compiles, starts and calls the server of a document. */
export async function examineDocument(
  { id, version, file }: { readonly id: string; readonly version: string; readonly file: string },
  cli: string,
): Promise<DocumentRow> {
  const folder = mkdtempSync(path.join(tmpdir(), 'oasgard-corpus-'));
  try {
    const written = readDocument(file);
    const { document, operations, overlays } = decideUndecided(written, readOperations(written));
    const out = path.join(folder, 'server');
    const generated = await generate(file, overlays, folder, cli);
    const row = { id, version, operations: operations.length, ...generated };
    if (generated.refused.length > 0) return { ...row, ...NOT_SERVED, problems: [] };
    const problems: string[] = [];
    linkPackages(out);
    const seven = await typeCheck(out, 'typescript7');
    const five = await buildProject(out, 'typescript');
    for (const said of [seven, five]) if (said !== '') problems.push(`tsc: ${said.split('\n')[0]}`);
    const served =
      five === ''
        ? await serve(out, document, operations, problems)
        : { starts: null, refuses: null, accepts: null, mutated: null };
    return { ...row, typescript5: five === '', typescript7: seven === '', ...served, problems };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function generate(
  file: string,
  overlays: readonly string[],
  folder: string,
  cli: string,
): Promise<Pick<DocumentRow, 'refused' | 'seconds' | 'megabytes'>> {
  mkdirSync(folder, { recursive: true });
  const flags = overlays.flatMap((text, index) => {
    const overlay = path.join(folder, `overlay-${index}.json`);
    writeFileSync(overlay, text);
    return ['--overlay', overlay];
  });
  const report = path.join(folder, 'report.json');
  const out = path.join(folder, 'server');
  const { code, stdout, stderr } = await runProcess(
    process.execPath,
    [cli, 'generate', file, '--out', out, '--format', 'json', ...flags],
    { cwd: folder, env: { PATH: process.env['PATH'], ...watchEnvironment(report) } },
  );
  const { seconds, megabytes } = readReport(report);
  if (code !== 0 && code !== 1)
    return { refused: [`exit ${String(code)}: ${stderr.trim()}`], seconds, megabytes };
  const { diagnostics } = JSON.parse(stdout) as { readonly diagnostics: readonly JsonDiagnostic[] };
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const refused = errors.map(({ code: name, file: where, line, column }) => {
    const base =
      where === null || path.basename(where) === path.basename(file) ? '' : `${path.basename(where)}:`;
    return `${name} ${base}${line}:${column}`;
  });
  return { refused, seconds, megabytes };
}

async function serve(
  out: string,
  document: JsonObject,
  operations: ReturnType<typeof readOperations>,
  problems: string[],
): Promise<Pick<DocumentRow, 'starts' | 'refuses' | 'accepts' | 'mutated'>> {
  const probes = probesOf(operations);
  const callers = await TestCallers.create(
    document,
    operations.flatMap(({ requirements }) => requirements ?? []),
  );
  const definition = await instrument(out, callers.credentialsModule);
  if (definition.operations.length !== operations.length) {
    problems.push(`operations: ${definition.operations.length} are served, ${operations.length} are written`);
  }
  const hosts = [...new Set(operations.map(({ authority }) => authority))];
  const HOSTS =
    hosts.length === 0 || hosts.includes('localhost') ? { HOSTS: ['localhost', ...hosts].join(',') } : {};
  let server: InstrumentedServer;
  try {
    server = await InstrumentedServer.start(out, 'allow', HOSTS);
  } catch (error) {
    problems.push(`start: ${(error as Error).message.split('\n').slice(0, 3).join(' ')}`);
    return { starts: false, refuses: null, accepts: null, mutated: null };
  }
  const client = new ProbedServer(server.port);
  try {
    const guarded = probes.filter(({ operation }) => accessOf(operation) === 'guarded');
    const answers = await forEachOf(guarded, async (probe) => {
      const reply = await client.send(probe, plainRequest(document, probe));
      if (reply.status === 401 && reply.headers['www-authenticate'] !== undefined) return true;
      problems.push(`anonymous ${probe.label}: ${describeReply(reply)}`);
      return false;
    });
    for (const name of await server.takeCalls()) problems.push(`anonymous: the handler ${name} ran`);

    const accepted = await forEachOf(probes, (probe, index) =>
      findAccepted(client, document, probe, 'plain', authenticator(callers, probe, index)),
    );
    for (const { probe, request, reason } of accepted) {
      if (request === null) problems.push(`valid ${probe.label}: ${reason}`);
    }
    await server.takeCalls();
    const reached = accepted.filter(({ request }) => request !== null);
    const refusedWrong = await forEachOf(reached, async ({ probe, unsigned }, index) => {
      const sign = authenticator(callers, probe, index);
      const tried: string[] = [];
      const mutations = mutatedRequests(document, probe.operation, probe.mediaType, unsigned!);
      if (mutations.length === 0) return null;
      const own = mutations.filter(({ change }) => change !== UNDECLARED);
      for (const { change, request: wrong } of own.length > 0 ? own : mutations) {
        const reply = await client.send(probe, await sign(wrong));
        if (reply.status === 400) return true;
        tried.push(`${change}: ${describeReply(reply)}`);
      }
      problems.push(`mutated ${probe.label}: ${tried.join('; ')}`);
      return false;
    });
    for (const { message } of server.errors) problems.push(`log: ${message}`);
    return {
      starts: true,
      refuses: shareOf(answers),
      accepts: shareOf(accepted.map(({ request }) => request !== null)),
      mutated: shareOf(refusedWrong.filter((answer) => answer !== null)),
    };
  } finally {
    client.close();
    server.kill();
  }
}

function plainRequest(document: JsonObject, { operation, mediaType }: Probe): SampleRequest {
  try {
    return sampleRequest(document, operation, mediaType, PLAINEST);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const target = `${operation.basePath}${operation.path.replaceAll(/\{[^}]*\}/g, '1')}`;
    return { method: operation.method, target, headers: {}, body: null };
  }
}

function shareOf(answers: readonly boolean[]): Share {
  return { of: answers.length, good: answers.filter(Boolean).length };
}

export function readRow(file: string): DocumentRow {
  return JSON.parse(readFileSync(file, 'utf8')) as DocumentRow;
}
