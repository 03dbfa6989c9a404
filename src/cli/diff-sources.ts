/** What the two arguments of `oasgard diff` name, each as its own revision has it. */
import path from 'node:path';
import type { ConfiguredApi } from '../config/config.js';
import { findConfig } from '../config/find-config.js';
import { Diagnostics } from '../diagnostics/diagnostics.js';
import { diskFiles, type FileAccess } from '../load/file-access.js';
import { GitFiles, RevisionError } from '../load/git-files.js';
import {
  type ConfiguredReading,
  mergeReading,
  onlyApi,
  type PlannedReading,
  type ReadingFlags,
  shown,
} from './plan-generations.js';
import { selectApis, unconfigured } from './select-apis.js';
import { UsageError } from './usage-error.js';

export interface DiffFlags extends Omit<ReadingFlags, 'document' | 'overlays'> {
  /** Path, `git:REV:path`, or `git:REV` where `next` is left to the configuration. */
  readonly old: string;
  /** Path, or `git:REV:path`; `null` for the document of the configuration. */
  readonly next: string | null;
  readonly oldOverlays: readonly string[];
  readonly nextOverlays: readonly string[];
}

/** One of the documents. */
export interface DiffSource {
  readonly name: string;
  readonly files: FileAccess;
  /** Stands before names of its files. */
  readonly prefix: string;
  /** `null` where the diagnostics say what is wrong with the configuration. */
  readonly reading: PlannedReading | null;
  /** Whether a configuration holds. */
  readonly configured: boolean;
  readonly diagnostics: Diagnostics;
}

/**
 * A revision is read as `generate` would read it there, by the configuration it has itself: a change that takes an
 * overlay out of the configuration is seen as what it is. Two documents beside each other are read by one
 * configuration, that of the new one. No configuration has anything fetched, and that of a revision says neither what
 * reading may cost nor anything of files that are not in the revision.
 *
 * @throws {UsageError} for a revision that cannot be read, and where arguments and configuration do not fit
 */
export async function diffSources(
  flags: DiffFlags,
): Promise<{ readonly old: DiffSource; readonly next: DiffSource }> {
  const given: Place = flags.next === null ? working : placeOf(flags.next, false);
  const oldPlace = placeOf(flags.old, flags.next === null);
  const next = await configured(given, flags);
  if (given.document === null && next.api === null && !next.faulty) {
    throw new UsageError('The <new> is missing. No oasgard.config.yaml says which document.', 'diff');
  }
  const beside = oldPlace.top === null && given.top === null;
  const old = beside
    ? { ...next, diagnostics: new Diagnostics() }
    : await configured(oldPlace, flags, next.api?.name ?? null);
  const own = beside ? [] : await workingApis(flags.config);
  const nextSource = sourceOf(given, next, { ...flags, overlays: flags.nextOverlays }, own);
  const document = oldPlace.document ?? old.api?.document ?? next.api?.document ?? null;
  const oldSource = sourceOf({ ...oldPlace, document }, old, { ...flags, overlays: flags.oldOverlays }, own);
  // Names are of one document; another beside it need not have its operations.
  const unnamed =
    beside && oldSource.reading !== null
      ? { ...oldSource, reading: { ...oldSource.reading, naming: [] } }
      : oldSource;
  return { old: unnamed, next: nextSource };
}

/** Where an argument leads. */
interface Place {
  readonly files: FileAccess;
  readonly prefix: string;
  /** Root of the repository, where it is a revision; `null` for the disk. */
  readonly top: string | null;
  /** `null` where it is left to the configuration. Absolute in a revision. */
  readonly document: string | null;
  /** `null` for that of the document. */
  readonly name: string | null;
}

const working: Place = { files: diskFiles, prefix: '', top: null, document: null, name: null };

/**
 * @param short whether `git:REV` will do
 * @throws {UsageError} for a revision that cannot be read
 */
function placeOf(given: string, short: boolean): Place {
  if (!given.startsWith('git:')) return { ...working, document: given, name: given };
  const [, revision = '', file = null] = /^git:([^:]*)(?::(.+))?$/su.exec(given) ?? [];
  if (revision === '' || (file === null && !short)) {
    const form = short ? 'git:REV or git:REV:path' : 'git:REV:path';
    throw new UsageError(`${JSON.stringify(given)} is not of the form ${form}.`, 'diff');
  }
  try {
    const files = new GitFiles(revision, process.cwd());
    const place = { files, prefix: `git:${revision}:`, top: files.root };
    if (file === null) return { ...place, document: null, name: null };
    // As git itself reads REV:path: from the root of the repository, unless it starts with a dot.
    const folder = /^\.\.?(?:[\\/]|$)/u.test(file) ? process.cwd() : files.root;
    return { ...place, document: path.resolve(folder, file), name: given };
  } catch (error) {
    if (error instanceof RevisionError) throw new UsageError(`${error.message}.`, 'diff');
    throw error;
  }
}

interface Configured {
  /** `null` where no configuration holds. */
  readonly api: ConfiguredApi | null;
  readonly faulty: boolean;
  readonly diagnostics: Diagnostics;
}

/** @param other name of the API that the other document is of */
async function configured(
  { document, files, top }: Place,
  { config, apis }: DiffFlags,
  other: string | null = null,
): Promise<Configured> {
  const diagnostics = new Diagnostics();
  const names = apis.length === 0 && document === null && other !== null ? [other] : apis;
  const question = { command: 'diff', document, config, apis: names };
  const selected = await selectApis(question, diagnostics, { files, top });
  return {
    api: selected === null || selected === unconfigured ? null : onlyApi(selected, 'diff'),
    faulty: selected === null,
    diagnostics,
  };
}

/**
 * What the working tree's configuration lists, `[]` where there is none to be read: what is wrong with it is no matter
 * of revisions, and then it allows them nothing.
 *
 * @param config path, where one is named
 */
async function workingApis(config: string | null): Promise<readonly ConfiguredApi[]> {
  const [file, ...others] = config === null ? (findConfig(process.cwd()) ?? []) : [config];
  if (file === undefined || others.length > 0) return [];
  const { loadConfig } = await import('../config/load-config.js');
  return loadConfig(file, new Diagnostics())?.apis ?? [];
}

/** @param own what the working tree's configuration lists; read for revisions alone */
function sourceOf(
  { name, document, files, prefix, top }: Place,
  { api, faulty, diagnostics }: Configured,
  flags: Omit<ReadingFlags, 'document'>,
  own: readonly ConfiguredApi[],
): DiffSource {
  const taken = top === null ? withoutRemote(api) : fromRevision(api, document, own);
  const reading = faulty ? null : mergeReading({ ...flags, document }, taken);
  const subject = reading === null ? '' : shown(path.resolve(reading.document)).split(path.sep).join('/');
  return { name: name ?? prefix + subject, files, prefix, reading, configured: api !== null, diagnostics };
}

/** In CI the working tree is the branch of somebody else, too: only the command line has anything fetched. */
function withoutRemote(api: ConfiguredApi | null): ConfiguredReading | null {
  return api === null ? null : { ...api, allowRemote: [] };
}

/**
 * All that is taken from the configuration of a revision: which of its files are read, and as what. Limits are those of
 * the same document, or else of the same API, in the working tree.
 *
 * @param document that was named; absolute
 */
function fromRevision(
  api: ConfiguredApi | null,
  document: string | null,
  own: readonly ConfiguredApi[],
): ConfiguredReading {
  const theirs = document ?? api?.document ?? '';
  const same =
    own.find((entry) => entry.document === theirs) ??
    own.find((entry) => api !== null && entry.name === api.name);
  return {
    document: theirs,
    overlays: api?.overlays ?? [],
    root: api?.root ?? null,
    naming: api?.naming ?? [],
    allowRemote: [],
    limits: same?.limits ?? {},
  };
}
