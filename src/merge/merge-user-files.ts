import nativePath from 'node:path';
import path from 'node:path/posix';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import type { ProjectPlan, UserContent } from '../plan/project-plan.js';
import type { RenderedUserFile } from '../render/rendered-project.js';
import type { Manifest, StubNames } from '../write/manifest.js';
import type { UserChange } from '../write/plan-changes.js';
import { defaultTypePatterns } from '../config/type-naming.js';
import type { Rename } from './apply-renames.js';
import { typeRenames } from './type-renames.js';
import { type Disk, readingOnce } from './disk.js';
import type { ExportGroup } from './export-group.js';
import { listSources } from './list-sources.js';
import { withoutComments } from './without-comments.js';
import { wordsOf } from './words-of.js';

/** What becomes of the user's files. */
export interface MergedFiles {
  readonly changes: readonly UserChange[];
  /** For the manifest. */
  readonly stubs: StubNames;
  /** For the manifest: every file created once so far. */
  readonly created: readonly string[];
  /** Files that existed before oasgard came and were left as they are (`--adopt`). */
  readonly kept: readonly string[];
}

/**
 * Decides what is added to the user's files: whole files that were never there, stubs of operations and policies that
 * are new. Every existing byte stays, but for names the user asks to be changed. The only pass that reads user code.
 *
 * @param renames changed in the files first; `last` knows them already
 * @param types new names of the contract's types by old
 * @returns `null` where a diagnostic says why a name cannot be changed
 */
export async function mergeUserFiles(
  plan: ProjectPlan,
  rendered: readonly RenderedUserFile[],
  last: Manifest | null,
  folder: Disk,
  diagnostics: Diagnostics,
  renames: readonly Rename[] = [],
  types = typeRenames(renames, [], defaultTypePatterns, defaultTypePatterns),
): Promise<MergedFiles | null> {
  const disk = readingOnce(folder);
  if (renames.length + types.size === 0) return addToUserFiles(plan, rendered, last, disk, diagnostics);
  const { renameMembers } = await import('./rename-members.js');
  const renamed = renameMembers(renames, types, disk, diagnostics);
  if (renamed === null) return null;
  const after: Disk = { ...disk, read: (file) => renamed.get(file) ?? disk.read(file) };
  const merged = await addToUserFiles(plan, rendered, last, after, diagnostics);
  const extended = new Set(merged.changes.map((change) => change.path));
  return {
    ...merged,
    changes: [
      ...[...renamed]
        .filter(([file]) => !extended.has(file))
        .map(([file, text]) => ({ path: file, text, previous: disk.read(file) })),
      ...merged.changes.map((change) => ({ ...change, previous: disk.read(change.path) })),
    ],
  };
}

async function addToUserFiles(
  plan: ProjectPlan,
  rendered: readonly RenderedUserFile[],
  last: Manifest | null,
  disk: Disk,
  diagnostics: Diagnostics,
): Promise<MergedFiles> {
  const changes: UserChange[] = [];
  const kept: string[] = [];
  const createdBefore = new Set(last?.created);
  const contents = new Map(plan.user.map((file) => [file.path, file.content]));
  const groups = new Map<keyof StubNames, RenderedUserFile[]>();
  const stubs: Record<keyof StubNames, readonly string[]> = { handlers: [], policies: [], credentials: [] };

  for (const file of rendered) {
    const option = file.additions.length === 0 ? null : optionOf(contents.get(file.path));
    if (option === 'credentials') {
      const merged = await mergeCredentials(file, last, createdBefore, disk, diagnostics);
      changes.push(...merged.changes);
      stubs.credentials = merged.names;
      if (last !== null) reportNewOption('credentials', merged, disk, diagnostics);
      if (last === null && disk.read(file.path) !== null) kept.push(file.path);
    } else if (option !== null) {
      groups.set(option, [...(groups.get(option) ?? []), file]);
    } else if (disk.read(file.path) !== null) {
      if (last === null) kept.push(file.path);
    } else if (!createdBefore.has(file.path)) {
      changes.push({ path: file.path, text: file.text, previous: null });
    }
  }
  for (const [option, files] of groups) {
    const merged = await mergeGroup(groupOf(option, files, last), disk, diagnostics);
    changes.push(...merged.changes);
    stubs[option] = merged.names;
    if (last !== null) reportNewOption(option, merged, disk, diagnostics);
  }
  for (const option of ['handlers', 'policies'] as const) {
    const root = `src/${option}/index.ts`;
    if (last === null || groups.has(option) || last.stubs[option].length === 0) continue;
    // The document asks for none any more.
    const group = { option, root, index: null, files: [], stubs: [], offered: new Set(last.stubs[option]) };
    await mergeGroup(group, disk, diagnostics);
  }
  const credentials = 'src/credentials.ts';
  if (last !== null && last.stubs.credentials.length > 0 && !contents.has(credentials)) {
    const none: RenderedUserFile = { path: credentials, text: '', additions: [] };
    await mergeCredentials(none, last, createdBefore, disk, diagnostics);
  }
  const created = changes.filter((change) => change.previous === null).map((change) => change.path);
  return { changes, stubs, created: [...new Set([...createdBefore, ...created])], kept };
}

/** Changes to the files of one group, and the names that need no stub any more. */
export interface MergedGroup {
  readonly changes: readonly UserChange[];
  readonly names: readonly string[];
}

async function mergeCredentials(
  file: RenderedUserFile,
  last: Manifest | null,
  createdBefore: ReadonlySet<string>,
  disk: Disk,
  diagnostics: Diagnostics,
): Promise<MergedGroup> {
  const entries = file.additions.filter((addition) => addition.kind === 'entry');
  const names = entries.map(({ name }) => name);
  const text = disk.read(file.path);
  if (text === null && !createdBefore.has(file.path)) {
    return { changes: [{ path: file.path, text: file.text, previous: null }], names };
  }
  // A file of before oasgard came may be about something else.
  if (last === null) return { changes: [], names };
  const offered = new Set(last.stubs.credentials);
  const same = names.length === offered.size && names.every((name) => offered.has(name));
  if (same && (text === null || names.every((name) => isNamed(name, withoutComments(text))))) {
    return { changes: [], names };
  }
  const { extendCredentials } = await import('./extend-credentials.js');
  return extendCredentials(file, entries, offered, disk, diagnostics);
}

/** Whether a security scheme is mentioned: its name need not be a word, and may be part of one. */
function isNamed(name: string, code: string): boolean {
  const words = new Set(wordsOf(code));
  return code.includes(name) && wordsOf(name).every((word) => words.has(word));
}

async function mergeGroup(group: ExportGroup, disk: Disk, diagnostics: Diagnostics): Promise<MergedGroup> {
  const names = group.stubs.map((stub) => stub.name);
  const below = group.index === null ? [group.root] : listSources(disk, path.dirname(group.root));
  // A layout of the user's may put files elsewhere.
  const sources = new Set([...below, ...group.files.map((file) => file.path)]);
  const existing = [...sources].filter((source) => disk.read(source) !== null);
  if (existing.length === 0 && group.offered.size === 0) {
    return { changes: group.files.map(({ path, text }) => ({ path, text, previous: null })), names };
  }
  if (isSettled(names, group.offered, existing, disk)) return { changes: [], names };
  const { extendGroup } = await import('./extend-group.js');
  return extendGroup(group, disk, diagnostics);
}

const givenBy = {
  handlers: "import * as handlers from './handlers/index.js';",
  policies: "import * as policies from './policies/index.js';",
  credentials: "import { credentials } from './credentials.js';",
} as const;

/** Says so where a document asks for an option for the first time and the user's composition root does not know it. */
function reportNewOption(
  option: keyof StubNames,
  { changes }: MergedGroup,
  disk: Disk,
  diagnostics: Diagnostics,
): void {
  const isNew = changes.length > 0 && changes.every(({ previous }) => previous === null);
  const composition = 'src/server.ts';
  const text = isNew ? disk.read(composition) : null;
  const words = new Set(wordsOf(withoutComments(text ?? '')));
  if (!words.has('createApi') || words.has(option)) return;
  diagnostics.report(
    'option-not-given',
    { file: nativePath.join(disk.root, composition), pointer: '', on: 'value' },
    `${composition} gives \`createApi\` no \`${option}\`, which the document asks for now.`,
    { help: `Add to it:\n${givenBy[option]}\nand \`${option}\` to what \`createApi\` is given.` },
  );
}

function groupOf(
  option: keyof StubNames,
  files: readonly RenderedUserFile[],
  last: Manifest | null,
): ExportGroup {
  const index =
    files.find((file) => file.additions.some((addition) => addition.kind === 're-export')) ?? null;
  const root = index ?? files[0];
  if (root === undefined) throw new Error(`No file exports the ${option}`);
  const stubs = files.flatMap((file) =>
    file.additions.flatMap((addition) =>
      addition.kind === 'stub' ? [{ ...addition, file: file.path }] : [],
    ),
  );
  return { option, root: root.path, index, files, stubs, offered: new Set(last?.stubs[option]) };
}

/**
 * Whether no file can need a change, seen without a parser: every stub was written in an earlier run and its name still
 * stands somewhere in the code, and none has become superfluous.
 */
function isSettled(
  names: readonly string[],
  offered: ReadonlySet<string>,
  sources: readonly string[],
  disk: Disk,
): boolean {
  if (names.length !== offered.size || !names.every((name) => offered.has(name))) return false;
  const words = new Set(sources.flatMap((source) => wordsOf(withoutComments(disk.read(source) ?? ''))));
  return names.every((name) => words.has(name));
}

/** The option of `createApi` whose members a file exports; `null` for files that are created once. */
function optionOf(content: UserContent | undefined): keyof StubNames | null {
  switch (content?.kind) {
    case 'handlers':
    case 'policies':
    case 'credentials':
      return content.kind;
    case 're-exports':
      return content.folder;
    default:
      return null;
  }
}
