import { buildCli, SHARED_CLI } from '../unit/cli/run-cli.js';

/** Builds the command line once for all files that run it. Answers what removes it. */
export default function shareCli(): () => void {
  const { cli, remove } = buildCli();
  process.env[SHARED_CLI] = cli;
  return remove;
}
