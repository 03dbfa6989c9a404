/** What merge may see of the output folder. Paths are relative to it, with `/` between segments. */
export interface Disk {
  /** Absolute path of the folder, for diagnostics. */
  readonly root: string;
  /** Text of a file, `null` where there is none. Bytes that are not UTF-8 read as U+FFFD. */
  read(path: string): string | null;
  /** Entries of a folder, sorted by name; `[]` where there is none. */
  list(path: string): readonly { readonly name: string; readonly folder: boolean }[];
}

/** The same, each file as it was when it was first read: what is decided rests on one state of it. */
export function readingOnce(disk: Disk): Disk {
  const texts = new Map<string, string | null>();
  return {
    ...disk,
    read: (path) => {
      const known = texts.get(path);
      if (known !== undefined) return known;
      const text = disk.read(path);
      texts.set(path, text);
      return text;
    },
  };
}
