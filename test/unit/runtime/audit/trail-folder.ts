/** A folder of its own for each test's audit trail, and what stands in it. */
import type { KeyObject } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TrailReport, TrailVerifier } from '../../../../src/cli/audit-verify.js';
import { fileSink, type FileSinkOptions } from '../../../../src/runtime/audit/file-sink.js';
import type { AuditSink } from '../../../../src/runtime/audit/sink.js';
import { rotatedPaths } from '../../../../src/runtime/audit/trail-files.js';

export type Line = Readonly<Record<string, unknown>>;

export class TrailFolder {
  readonly root = mkdtempSync(join(tmpdir(), 'oasgard-audit-'));
  /** The current file of the test's trail. */
  path = '';
  #folders = 0;

  next(): void {
    this.#folders += 1;
    const folder = join(this.root, String(this.#folders));
    mkdirSync(folder);
    this.path = join(folder, 'audit.ndjson');
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  /** All files, oldest first. */
  files(): readonly string[] {
    return [...rotatedPaths(this.path), this.path];
  }

  lines(): Line[] {
    return this.files().flatMap(linesOf);
  }

  records(): Line[] {
    return this.lines().filter(({ kind }) => kind !== 'checkpoint');
  }

  verify(keys: readonly KeyObject[] = []): TrailReport {
    const verifier = new TrailVerifier({ keys, anchor: null });
    for (const file of this.files()) {
      verifier.beginFile(file);
      for (const line of textOf(file)) verifier.takeLine(Buffer.from(line), true);
    }
    return verifier.finish();
  }

  /** Opens the trail, writes records with these numbers, and closes it. */
  async writeAll(options: FileSinkOptions, numbers: readonly number[]): Promise<void> {
    const sink = fileSink(this.path, options);
    await write(sink, numbers);
    await sink.close();
  }
}

export function linesOf(file: string): Line[] {
  return textOf(file).map((line) => JSON.parse(line) as Line);
}

function textOf(file: string): string[] {
  return readFileSync(file, 'utf8').trimEnd().split('\n');
}

/** One record per number, each with a commit of its own. */
export async function write(sink: AuditSink, numbers: readonly number[]): Promise<void> {
  const commits = numbers.map((n) => {
    if (!sink.append(`{"n":${n}}`)) throw new Error(`Record ${n} was not taken`);
    return Promise.resolve(sink.commit());
  });
  await Promise.all(commits);
}

export function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, n) => from + n);
}
