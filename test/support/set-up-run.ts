import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildCli, SHARED_CLI } from '../unit/cli/run-cli.js';
import { RUN_FOLDER } from './run-folder.js';

/** Makes what files of tests share: a folder, and the command line. Answers what removes it. */
export default function setUpRun(): () => void {
  const folder = mkdtempSync(path.join(tmpdir(), 'oasgard-run-'));
  const { cli, remove } = buildCli();
  process.env[RUN_FOLDER] = folder;
  process.env[SHARED_CLI] = cli;
  return () => {
    remove();
    rmSync(folder, { recursive: true, force: true });
  };
}
