import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { nextChange, watchedFolder } from '../../../src/cli/watch-inputs.js';
import { workFolder } from './run-cli.js';

it('notices what was saved among the templates before anybody waited for it', async () => {
  const { folder, remove } = workFolder({ 'ours/note.md.hbs': 'one' });
  const templates = watchedFolder(path.join(folder, 'ours'));
  writeFileSync(path.join(folder, 'ours/note.md.hbs'), 'two');
  const changed = await nextChange({ files: [], templates }, AbortSignal.timeout(5000));
  expect(changed).toEqual([path.join(folder, 'ours')]);
  remove();
});
