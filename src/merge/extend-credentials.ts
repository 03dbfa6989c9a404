import nativePath from 'node:path';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import type { EntryAddition, RenderedUserFile } from '../render/rendered-project.js';
import type { Disk } from './disk.js';
import { extendRecord, recordKeys } from './extend-record.js';
import { parsesAsModule } from './parses-as-module.js';
import type { MergedGroup } from './merge-user-files.js';

const RECORD = 'credentials';

/**
 * Adds entries of new security schemes to the user's `credentials.ts`. They read the environment, so that a server does
 * not start before what they need is there. Where it cannot be known that the addition is right, a note shows it.
 *
 * @param offered schemes of which an earlier run wrote an entry
 */
export function extendCredentials(
  file: RenderedUserFile,
  entries: readonly EntryAddition[],
  offered: ReadonlySet<string>,
  disk: Disk,
  diagnostics: Diagnostics,
): MergedGroup {
  const { path } = file;
  const at = { file: nativePath.join(disk.root, path), pointer: '', on: 'value' } as const;
  const before = disk.read(path);
  const keys = before === null ? null : recordKeys(before, RECORD);
  reportRemoved();

  const refused = new Set<string>();
  const show = (entry: EntryAddition, why: string): void => {
    diagnostics.report(
      'stub-not-added',
      at,
      `${RECORD} may lack ${JSON.stringify(entry.name)}, and no entry was added: ${why}.`,
      { help: `Where it belongs, it could be as in this file:\n${entry.render().trimEnd()}` },
    );
  };
  const refuse = (entry: EntryAddition, why: string): void => {
    refused.add(entry.name);
    show(entry, why);
  };
  let text = before;
  for (const entry of entries) {
    if (keys?.has(entry.name) === true) continue;
    if (text === null || keys === null) {
      // Composed in a way of the user's, which cannot be looked into: said once.
      if (!offered.has(entry.name)) show(entry, `${path} exports no object literal of that name`);
    } else if (offered.has(entry.name)) {
      refuse(entry, 'an earlier run wrote it, and it is nowhere to be found now');
    } else if (text.includes('\uFFFD') || !parsesAsModule(text)) {
      refused.add(entry.name);
      diagnostics.report(
        'user-file-unparsable',
        at,
        `${path} lacks ${JSON.stringify(entry.name)} but does not parse; it was left alone.`,
        { help: `Mend it and generate again, or add the entry of this file:\n${entry.render().trimEnd()}` },
      );
    } else {
      const extended = extendRecord(text, RECORD, entry);
      if (extended.kind === 'extended') text = extended.text;
      else refuse(entry, extended.why);
    }
  }
  const names = entries.map(({ name }) => name).filter((name) => !refused.has(name) || offered.has(name));
  return {
    names,
    changes: text === null || text === before ? [] : [{ path, text, previous: before }],
  };

  function reportRemoved(): void {
    const asked = new Set(entries.map(({ name }) => name));
    for (const name of offered) {
      const offset = asked.has(name) ? undefined : keys?.get(name);
      if (offset === undefined || before === null) continue;
      const line = before.slice(0, offset).split('\n').length;
      diagnostics.addSource({ path: at.file, text: before, range: () => null });
      diagnostics.report(
        'operation-removed',
        { ...at, offset },
        `The document no longer asks for ${RECORD} member ${JSON.stringify(name)}; it stays in ${path}:${String(line)}.`,
      );
    }
  }
}
