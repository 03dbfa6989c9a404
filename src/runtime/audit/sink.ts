/** Where audit records go. */
export interface AuditSink {
  readonly name: string;
  /** Whether a promise returned by `append` resolves only when the line survives a crash. */
  readonly durable: boolean;
  /**
   * Takes one NDJSON line without its newline. A returned promise resolves once the line is as safe as the sink makes
   * it and rejects when it cannot be written; `undefined` means accepted.
   */
  append(line: string): Promise<void> | undefined;
  /** Everything accepted is written; the sink takes no more. */
  close(): Promise<void>;
}
