import { createHash } from 'node:crypto';
import type { OutputView } from './output-folder.js';

/** What a run has seen of the output folder. Paths relative to it. */
export interface SeenFiles {
  /** SHA-256 of each file as it was read, `null` where there was none. */
  readonly files: ReadonlyMap<string, string | null>;
  /** Folders that were listed. */
  readonly folders: ReadonlySet<string>;
}

/** A view that remembers what is asked of it, so that the next run can tell whether it would see anything else. */
export function recordView<View extends OutputView>(
  view: View,
): { readonly view: View; readonly seen: SeenFiles } {
  const files = new Map<string, string | null>();
  const folders = new Set<string>();
  const recorded = {
    ...view,
    read: (relative: string) => {
      const text = view.read(relative);
      files.set(relative, text === null ? null : digestOf(text));
      return text;
    },
    list: (relative: string) => {
      folders.add(relative);
      return view.list(relative);
    },
  };
  return { view: recorded, seen: { files, folders } };
}

/** SHA-256, hexadecimal, of bytes or of the UTF-8 of a text. */
export function digestOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
