import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** What a process did that it should not have, as `watch-process.mjs` saw it. */
export interface WatchReport {
  /** Whether `globalThis.PWNED` was there at the end. */
  readonly pwned: boolean;
  /** Whether `Object.prototype` had new members. */
  readonly polluted: boolean;
  /** Connections opened and processes started. */
  readonly done: readonly string[];
  /** Files and folders read through `node:fs`; modules are not among them. */
  readonly read: readonly string[];
  /** Of the processor, by all threads. */
  readonly seconds: number;
  /** Peak of the resident memory. */
  readonly megabytes: number;
}

const preload = pathToFileURL(path.join(import.meta.dirname, 'watch-process.mjs')).href;

/** Environment that has a Node process write its report to a file when it ends. */
export function watchEnvironment(report: string): Readonly<Record<string, string>> {
  return { NODE_OPTIONS: `--import=${preload}`, WATCH_REPORT: report };
}

export function readReport(report: string): WatchReport {
  return JSON.parse(readFileSync(report, 'utf8')) as WatchReport;
}
