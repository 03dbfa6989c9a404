import { createReadStream, statSync } from 'node:fs';
import { visibleText } from '../diagnostics/visible-text.js';
import { type ChainHead, isHead } from '../runtime/audit/chain.js';
import { readPublicKey } from '../runtime/audit/checkpoint.js';
import { rotatedPaths } from '../runtime/audit/trail-files.js';
import { TrailVerifier } from './audit-verify.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { jsonTrailReport, textTrailReport } from './render-trail-report.js';
import { UsageError } from './usage-error.js';

export interface AuditVerifyArguments {
  readonly file: string;
  /** Paths of public keys. */
  readonly keys: readonly string[];
  readonly anchor: string | null;
  readonly format: 'text' | 'json';
}

/** Longest line that is read: several times what a record can take. */
const MAX_LINE = 1024 * 1024;

/** `oasgard audit verify`. */
export async function runAuditVerify({
  file,
  keys,
  anchor,
  format,
}: AuditVerifyArguments): Promise<ExitCode> {
  const files = trailFiles(file);
  const verifier = new TrailVerifier({ keys: keys.map(readKey), anchor: readAnchor(anchor) });
  for (const path of files) {
    verifier.beginFile(path);
    await feedLines(path, verifier);
  }
  const report = verifier.finish();
  process.stdout.write(
    format === 'json' ? jsonTrailReport(report) : textTrailReport(report, keys.length > 0),
  );
  return report.fault === null ? exitCodes.ok : exitCodes.errors;
}

/** The full files of the trail, oldest first, and the one that is written. */
function trailFiles(file: string): readonly string[] {
  const current = statSync(file, { throwIfNoEntry: false });
  if (current?.isDirectory() === true) throw unreadable(`${file} is a folder.`);
  const full = rotatedFiles(file);
  if (current === undefined && full.length === 0) throw unreadable(`There is no file ${file}.`);
  return current === undefined ? full : [...full, file];
}

function rotatedFiles(file: string): readonly string[] {
  try {
    return rotatedPaths(file);
  } catch {
    return [];
  }
}

function readKey(path: string): ReturnType<typeof readPublicKey> {
  try {
    return readPublicKey(path);
  } catch (error) {
    throw unreadable(`--key: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

function readAnchor(text: string | null): ChainHead | null {
  if (text === null) return null;
  const [seq, hash] = text.split(':');
  const anchor = { seq: Number(seq), hash };
  if (isHead(anchor)) return anchor;
  throw unreadable('--anchor is a number, a colon and 64 hex digits, as an earlier check printed it.');
}

async function feedLines(path: string, verifier: TrailVerifier): Promise<void> {
  let rest: Buffer = Buffer.alloc(0);
  let oversized = false;
  const take = (bytes: Buffer, whole: boolean): void => {
    if (oversized) verifier.takeOversized();
    else verifier.takeLine(bytes, whole);
    oversized = false;
  };
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
      const bytes = Buffer.concat([rest, chunk as Buffer]);
      let start = 0;
      for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, start)) {
        take(bytes.subarray(start, end), true);
        start = end + 1;
      }
      rest = bytes.subarray(start);
      if (rest.length > MAX_LINE) {
        oversized = true;
        rest = Buffer.alloc(0);
      }
    }
  } catch (error) {
    throw unreadable(`${error instanceof Error ? error.message : String(error)}.`);
  }
  if (rest.length > 0 || oversized) take(rest, false);
}

function unreadable(message: string): UsageError {
  return new UsageError(visibleText(message), 'audit verify');
}
