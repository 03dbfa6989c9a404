/** What the printer needs of a file to show a place in it. */
export interface SourceText {
  /** Absolute path. */
  readonly path: string;
  readonly text: string;
  /** Range of a key or value, 0-based UTF-16 offsets into `text`. `null` where the pointer names nothing. */
  range(pointer: string, on: 'key' | 'value'): TextRange | null;
}

/** Half open: `end` is the offset after the last character. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}
