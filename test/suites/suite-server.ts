/**
 * The groups of a suite as one generated project: a file for each schema, an operation for each file. Generated,
 * compiled and started as users do it.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generate } from '../../src/index.js';
import { buildProject, linkPackages } from '../support/generated-project.js';
import { InstrumentedServer } from '../support/instrumented-server.js';
import { sendRequest } from '../support/send-request.js';
import type { SuiteGroup } from './suite-groups.js';

export interface SuiteResult {
  /** Groups without an operation, by name: the code of the error that says why. */
  readonly refused: ReadonlyMap<string, string>;
  /** Cases whose verdict is another than the suite's: `<group>: <case>: <status> <code>`. */
  readonly failures: readonly string[];
  /** Cases sent. */
  readonly sent: number;
}

const HEADERS = {
  Host: 'suite.example',
  'X-Forwarded-Proto': 'https',
  'Content-Type': 'application/json',
};
/** Requests on their way at once. */
const AT_ONCE = 16;

/** Sends every case of every group to a server of that group's schema. A valid one reaches the stub, which answers 501. */
export async function runSuite(openapi: string, groups: readonly SuiteGroup[]): Promise<SuiteResult> {
  const folder = mkdtempSync(path.join(tmpdir(), 'oasgard-suite-'));
  try {
    const refused = await generateServer(folder, openapi, groups);
    const project = path.join(folder, 'server');
    linkPackages(project);
    const faults = await buildProject(project, 'typescript7');
    if (faults !== '') throw new Error(faults);
    const server = await InstrumentedServer.start(project, 'undecided');
    try {
      return { refused, ...(await sendCases(server.port, groups, refused)) };
    } finally {
      server.kill();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Leaves out what generation refuses, and says by which error. */
async function generateServer(
  folder: string,
  openapi: string,
  groups: readonly SuiteGroup[],
): Promise<ReadonlyMap<string, string>> {
  const refused = new Map<string, string>();
  mkdirSync(path.join(folder, 'schemas'));
  for (const [index, { schema }] of groups.entries()) {
    writeFileSync(path.join(folder, `schemas/${index}.json`), schema);
  }
  const document = path.join(folder, 'openapi.json');
  for (;;) {
    const served = [...groups.keys()].filter((index) => !refused.has(groups[index]!.name));
    writeFileSync(document, JSON.stringify(documentOf(openapi, served)));
    const result = await generate({ document, out: path.join(folder, 'server'), force: true });
    if (result.ok) return refused;
    const before = refused.size;
    for (const { severity, code, at, message } of result.diagnostics) {
      if (severity !== 'error') continue;
      const index =
        /schemas\/(\d+)\.json$/.exec(at?.file ?? '')?.[1] ?? /\/g(\d+)\b/.exec(at?.pointer ?? '')?.[1];
      if (index === undefined) throw new Error(`${code}: ${message} ${JSON.stringify(at)}`);
      const { name } = groups[Number(index)]!;
      if (!refused.has(name)) refused.set(name, code);
    }
    if (refused.size === before) throw new Error('Generation failed without an error that has a place');
  }
}

function documentOf(openapi: string, indices: readonly number[]): object {
  const paths = indices.map((index) => [
    `/g${index}`,
    {
      post: {
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { $ref: `schemas/${index}.json` } } },
        },
        responses: { '204': { description: 'accepted' } },
      },
    },
  ]);
  return {
    openapi,
    info: { title: 'Suite', version: '1' },
    servers: [{ url: 'https://suite.example' }],
    security: [],
    'x-security': {
      version: 1,
      access: 'public',
      rateLimit: false,
      because: 'one client sends every case of a test suite',
    },
    paths: Object.fromEntries(paths) as object,
  };
}

/** Cases go to the operation of their group's place among all groups. */
async function sendCases(
  port: number,
  groups: readonly SuiteGroup[],
  refused: ReadonlyMap<string, string>,
): Promise<Pick<SuiteResult, 'failures' | 'sent'>> {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const failures: string[] = [];
  const pending = groups.flatMap(({ name, cases }, index) =>
    refused.has(name) ? [] : cases.map((each) => ({ name, target: `/g${index}`, each })),
  );
  const sent = pending.length;
  const work = async (): Promise<void> => {
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const { name, target, each } = next;
      const request = { method: 'POST', target, headers: HEADERS, body: Buffer.from(each.data) };
      const reply = await sendRequest(port, request, agent);
      if (reply.status !== (each.valid ? 501 : 400)) {
        failures.push(`${name}: ${each.description}: ${reply.status} ${reply.code ?? ''}`);
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  } finally {
    agent.destroy();
  }
  return { failures: failures.sort(), sent };
}
