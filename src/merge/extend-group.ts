import nativePath from 'node:path';
import path from 'node:path/posix';
import type { Location } from '../diagnostics/diagnostic.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import type { UserChange } from '../write/plan-changes.js';
import type { Disk } from './disk.js';
import type { ExportGroup, GroupStub } from './export-group.js';
import { appendLines, extendSource } from './extend-source.js';
import type { MergedGroup } from './merge-user-files.js';
import { readUserModules, type GroupModules } from './user-modules.js';

/**
 * Adds what the user's modules lack: a stub at the end of its tag's file, and the line of the root module that passes
 * it on. Where it cannot be known that the addition is right, a note shows the stub instead.
 */
export function extendGroup(group: ExportGroup, disk: Disk, diagnostics: Diagnostics): MergedGroup {
  const modules = readUserModules(group, disk);
  reportRemoved(group, modules, disk, diagnostics);

  const missing = group.stubs.filter((stub) => !modules.members.has(stub.name));
  const refused = new Set<GroupStub>();
  const refuse = (stub: GroupStub, why: string): void => {
    refused.add(stub);
    reportStub(group, stub, why, disk, diagnostics);
  };
  for (const stub of missing) {
    if (group.offered.has(stub.name)) {
      refuse(stub, 'its stub was written by an earlier run, and it is nowhere to be found now');
    } else if (!modules.rootIsWired) {
      refuse(stub, `${group.root} is not what \`createApi\` is given as \`${group.option}\``);
    }
  }

  const changes: UserChange[] = [];
  const lines: string[] = [];
  for (const file of group.files) {
    const stubs = missing.filter((stub) => stub.file === file.path && !refused.has(stub));
    if (stubs.length === 0) continue;
    const text = disk.read(file.path);
    if (text === null) {
      const whole = file.additions.every((addition) => stubs.some((stub) => stub.name === nameOf(addition)));
      changes.push({
        path: file.path,
        text: whole ? file.text : extendSource('', stubs, new Set()),
        previous: null,
      });
      if (file.path !== group.root) lines.push(`export * from ${specifier(group.root, file.path)};`);
      continue;
    }
    if (!isReadable(text) || !modules.parses(file.path)) {
      for (const stub of stubs) refuseUnparsable(file.path, stub, refused, disk, diagnostics);
      continue;
    }
    const taken = modules.topLevelNames(file.path);
    const added: GroupStub[] = [];
    for (const stub of stubs) {
      if (taken.has(stub.name)) refuse(stub, `${file.path} uses the name for something it does not export`);
      else added.push(stub);
    }
    if (added.length === 0) continue;
    changes.push({ path: file.path, text: extendSource(text, added, taken), previous: text });
    if (!modules.passesOn(file.path)) {
      const names = added.map((stub) => stub.name).join(', ');
      lines.push(`export { ${names} } from ${specifier(group.root, file.path)};`);
    }
  }
  if (lines.length > 0) extendRoot(group, modules, lines, disk, changes, diagnostics);

  const names = group.stubs.filter((stub) => !refused.has(stub) || group.offered.has(stub.name));
  return { changes, names: names.map((stub) => stub.name) };
}

function extendRoot(
  group: ExportGroup,
  modules: GroupModules,
  lines: readonly string[],
  disk: Disk,
  changes: UserChange[],
  diagnostics: Diagnostics,
): void {
  const text = disk.read(group.root);
  if (text !== null && (!isReadable(text) || !modules.parses(group.root))) {
    diagnostics.report(
      'user-file-unparsable',
      wholeFile(disk, group.root),
      `${group.root} needs an addition but does not parse; it was left alone.`,
      { help: `Add to it:\n${lines.join('\n')}` },
    );
    return;
  }
  changes.push({ path: group.root, text: appendLines(text ?? '', lines), previous: text });
}

function reportRemoved(
  group: ExportGroup,
  modules: GroupModules,
  disk: Disk,
  diagnostics: Diagnostics,
): void {
  const wanted = new Set(group.stubs.map((stub) => stub.name));
  for (const name of group.offered) {
    const place = wanted.has(name) ? undefined : modules.members.get(name);
    if (place === undefined) continue;
    const at = wholeFile(disk, place.file);
    diagnostics.addSource({ path: at.file, text: disk.read(place.file) ?? '', range: () => null });
    diagnostics.report(
      'operation-removed',
      { ...at, offset: place.offset },
      `The document no longer asks for ${group.option} member ${JSON.stringify(name)}; it stays in ${place.file}:${String(place.line)}.`,
    );
  }
}

function reportStub(
  group: ExportGroup,
  stub: GroupStub,
  why: string,
  disk: Disk,
  diagnostics: Diagnostics,
): void {
  diagnostics.report(
    'stub-not-added',
    wholeFile(disk, group.root),
    `${group.option} lacks ${JSON.stringify(stub.name)}, and no stub was added: ${why}.`,
    { help: `Paste it where it belongs:\n${pasteable(stub)}` },
  );
}

function refuseUnparsable(
  file: string,
  stub: GroupStub,
  refused: Set<GroupStub>,
  disk: Disk,
  diagnostics: Diagnostics,
): void {
  refused.add(stub);
  diagnostics.report(
    'user-file-unparsable',
    wholeFile(disk, file),
    `${file} lacks ${JSON.stringify(stub.name)} but does not parse; it was left alone.`,
    { help: `Mend it and generate again, or paste:\n${pasteable(stub)}` },
  );
}

function pasteable(stub: GroupStub): string {
  return extendSource('', [stub], new Set()).trimEnd();
}

function wholeFile(disk: Disk, file: string): Location {
  return { file: nativePath.join(disk.root, file), pointer: '', on: 'value' };
}

function nameOf(addition: { readonly kind: string; readonly name?: string }): string | null {
  return addition.name ?? null;
}

/** Text that is not UTF-8 would not survive being written back. */
function isReadable(text: string): boolean {
  return !text.includes('\uFFFD');
}

function specifier(from: string, to: string): string {
  const relative = path.relative(path.dirname(from), to).replace(/\.ts$/, '.js');
  return `'${relative.startsWith('.') ? relative : `./${relative}`}'`;
}
