/**
 * Every document that was written to break generators, generated in this process: what its index says becomes of it,
 * and nothing that it carries runs, leaves its place or is left behind. `npm run test:hostile` goes on to compile, start
 * and call what is generated.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonDiagnostics } from '../../src/diagnostics/json-diagnostics.js';
import { generate } from '../../src/pipeline.js';
import {
  hasHostileDocuments,
  hostileDocuments,
  hostileFile,
  type HostileDocument,
} from './hostile-documents.js';
import { hostileExpectations } from './hostile-expectations.js';

if (!hasHostileDocuments) console.warn('SKIPPED: ../shared/corpus-hostile is not there.');

/** Where the documents that refer to the network point. */
const CANARY_PORT = 18_999;
const SECONDS = 10;

const prototypeKeys = Reflect.ownKeys(Object.prototype);

describe.skipIf(!hasHostileDocuments)('hostile documents', () => {
  let work: string;
  let listener: Server;
  let connections = 0;

  beforeAll(async () => {
    work = mkdtempSync(path.join(tmpdir(), 'oasgard-hostile-'));
    listener = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve, reject) => {
      listener.on('error', reject).listen(CANARY_PORT, '127.0.0.1', resolve);
    });
  });

  afterAll(() => {
    listener.close();
    rmSync(work, { recursive: true, force: true });
  });

  it('are all expected: to generate, or to be refused for a reason', () => {
    const files = new Set(hostileDocuments.map(({ file }) => file));
    expect(Object.keys(hostileExpectations).filter((file) => !files.has(file))).toEqual([]);
    const unexplained = hostileDocuments.filter(({ file, expect: wanted }) => {
      const expected = hostileExpectations[file];
      return wanted === 'error'
        ? expected === undefined
        : wanted === 'generate' && expected !== undefined && expected.reason === undefined;
    });
    expect(unexplained).toEqual([]);
  });

  it.each(hostileDocuments)(
    '$file',
    async (document) => {
      const folder = path.join(work, document.file.replaceAll(/\W/g, '-'));
      const copied = copyDocument(document, folder);
      const before = readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted();
      const out = path.join(folder, 'out');
      const start = process.cpuUsage();
      const result = await generate({ document: copied, out });
      const { user, system } = process.cpuUsage(start);
      expect((user + system) / 1e6).toBeLessThan(SECONDS);

      const diagnostics = jsonDiagnostics(result.diagnostics, result.sources, folder);
      const errors = diagnostics.filter(({ severity }) => severity === 'error');
      expect(
        errors.map(({ code, line, column }) => `${code} ${line === null ? 'file' : `${line}:${column}`}`),
      ).toEqual(hostileExpectations[document.file]?.errors ?? []);
      expect(diagnostics.filter(({ file }) => file === null)).toEqual([]);
      const texts = new Set(
        diagnostics.map(
          ({ code, file, line, column, message }) => `${code} ${file} ${line} ${column} ${message}`,
        ),
      );
      expect(texts.size).toBe(diagnostics.length);
      expect(JSON.stringify(diagnostics)).not.toMatch(/Maximum call stack|\n\s+at |root:x:0|PATH=/);

      expect(existsSync(out)).toBe(result.ok);
      const after = readdirSync(folder, { recursive: true, encoding: 'utf8' });
      expect(after.filter((file) => !/^out(?:$|\/)/.test(file)).toSorted()).toEqual(before);
      expect(after.filter((file) => /(?:^|\/)PWNED/i.test(file))).toEqual([]);
      expect('PWNED' in globalThis).toBe(false);
      expect(Reflect.ownKeys(Object.prototype)).toEqual(prototypeKeys);
      expect(connections).toBe(0);
    },
    120_000,
  );
});

/** Beside nothing else, so that whatever is written beside it shows; one that comes with a folder, with that. */
function copyDocument(document: HostileDocument, folder: string): string {
  mkdirSync(folder, { recursive: true });
  const [top = ''] = document.file.split('/');
  cpSync(hostileFile({ ...document, file: top }), path.join(folder, top), { recursive: true });
  return path.join(folder, document.file);
}
