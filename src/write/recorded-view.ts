import { hash } from 'node:crypto';
import type { OutputView } from './output-folder.js';

/** What a run has seen of the output folder. Paths relative to it. */
export interface SeenFiles {
  /** SHA-256 of each file as it was read, `null` where there was none. */
  readonly files: Map<string, string | null>;
  /** Folders that were listed. */
  readonly folders: Set<string>;
}

/**
 * A view that remembers what is asked of it, so that the next run can tell whether it would see anything else.
 *
 * @param seen what was seen before, which is added to
 */
export function recordView<View extends OutputView>(
  view: View,
  seen: SeenFiles = { files: new Map(), folders: new Set() },
): { readonly view: View; readonly seen: SeenFiles } {
  const { files, folders } = seen;
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
  return { view: recorded, seen };
}

/** SHA-256, hexadecimal, of bytes or of the UTF-8 of a text. */
export function digestOf(content: string | Uint8Array): string {
  return hash('sha256', content);
}
