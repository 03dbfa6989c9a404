#!/usr/bin/env node
import { packageVersion } from './package-version.js';

// The answer to `--version` needs no parser, and scripts ask often.
const [first, ...rest] = process.argv.slice(2);
if (rest.length === 0 && (first === '--version' || first === '-v')) {
  console.log(packageVersion());
} else {
  const { run } = await import('./cli/run.js');
  process.exitCode = await run(process.argv.slice(2));
}
