import { type FSWatcher, statSync, watch } from 'node:fs';
import path from 'node:path';
import { folderDigest } from '../load/folder-digest.js';
import type { InputFile } from '../load/input-files.js';
import { isCurrent } from '../load/input-state.js';

/** Editors save in several steps. */
const DEBOUNCE_MS = 100;

export interface WatchedInputs {
  /** Files the last run asked for, found or not. */
  readonly files: readonly InputFile[];
  /** `null` for none. */
  readonly templates: WatchedFolder | null;
}

export interface WatchedFolder {
  readonly path: string;
  /** As it was before the run read it: what is saved from then on is a change. */
  readonly digest: string | null;
}

/** A folder as it is now. */
export function watchedFolder(folder: string): WatchedFolder {
  return { path: folder, digest: folderDigest(folder) };
}

/**
 * Waits until any of these files is another than the last run read: other content, gone, come, or behind another link.
 * Folders are watched, since editors replace files; what counts is content.
 *
 * @param signal ends the waiting
 * @returns paths of what changed; empty where the signal came
 */
export function nextChange(
  { files, templates }: WatchedInputs,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const changed = (): readonly string[] => [
    ...files.filter((file) => !isCurrent(file)).map(({ path: file }) => file),
    ...(templates !== null && folderDigest(templates.path) !== templates.digest
      ? [path.resolve(templates.path)]
      : []),
  ];
  return new Promise((resolve) => {
    const watchers: FSWatcher[] = [];
    let timer: NodeJS.Timeout | undefined;
    const finish = (paths: readonly string[]): void => {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
      signal.removeEventListener('abort', stop);
      resolve(paths);
    };
    const stop = (): void => finish([]);
    const look = (): void => {
      const paths = changed();
      if (paths.length > 0) finish(paths);
    };
    const onEvent = (): void => {
      clearTimeout(timer);
      timer = setTimeout(look, DEBOUNCE_MS);
    };
    if (signal.aborted) {
      stop();
      return;
    }
    signal.addEventListener('abort', stop);
    const watched = files.flatMap(({ path: file, real }) => [file, real ?? file]);
    // The template folder itself may come, go, or be another.
    if (templates !== null) watched.push(path.resolve(templates.path));
    const folders = new Set(watched.map(folderOf));
    const begin = (folder: string, recursive: boolean): void => {
      try {
        watchers.push(watch(folder, { recursive }, onEvent));
      } catch {
        // Gone since it was looked for: the files in it have changed then.
        onEvent();
      }
    };
    for (const folder of folders) begin(folder, false);
    if (templates !== null && isFolder(templates.path)) begin(templates.path, true);
    // A folder that goes away is noticed by the files in it.
    for (const watcher of watchers) watcher.on('error', onEvent);
    // What was saved while the run was still at work, or is being saved now.
    if (changed().length > 0) onEvent();
  });
}

/** The nearest folder above a file that exists. */
function folderOf(file: string): string {
  const folder = path.dirname(file);
  return isFolder(folder) || folder === file ? folder : folderOf(folder);
}

function isFolder(file: string): boolean {
  try {
    return statSync(file).isDirectory();
  } catch {
    return false;
  }
}
