/** What the exit status of `oasgard` says. */
export const exitCodes = {
  ok: 0,
  /** The document, an overlay or the output folder has errors; nothing was written. */
  errors: 1,
  /** The command line could not be understood. */
  usage: 2,
  /** A fault of oasgard's own (`EX_SOFTWARE` of sysexits). */
  bug: 70,
  /** Interrupted by SIGINT, SIGTERM or SIGHUP: 128 + 2, as shells count. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
