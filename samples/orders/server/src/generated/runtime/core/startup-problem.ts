// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** One thing that keeps the server from starting. */
export interface StartupProblem {
  /** What is missing or wrong: `handlers.getOrder`, `credentials.oauth`, `hosts`. */
  readonly name: string;
  /** One sentence; never holds a secret. */
  readonly message: string;
  /** What to do, imperative, naming the option or the file. */
  readonly fix: string;
}

/** Thrown by `createApi` with every problem found, never only the first. */
export class StartupError extends Error {
  readonly problems: readonly StartupProblem[];

  constructor(problems: readonly StartupProblem[]) {
    super(`The server cannot start:\n${problems.map(describe).join('\n')}`);
    this.name = 'StartupError';
    this.problems = problems;
  }
}

function describe(problem: StartupProblem): string {
  return `  ${problem.name}: ${problem.message}\n    ${problem.fix}`;
}
