/** What merge may see of the output folder. Paths are relative to it, with `/` between segments. */
export interface Disk {
  /** Absolute path of the folder, for diagnostics. */
  readonly root: string;
  /** Text of a file, `null` where there is none. Bytes that are not UTF-8 read as U+FFFD. */
  read(path: string): string | null;
  /** Entries of a folder, sorted by name; `[]` where there is none. */
  list(path: string): readonly { readonly name: string; readonly folder: boolean }[];
}
