// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** What keeps a server from listening, in words for whoever starts it. */
import { StartupError, type StartupProblem } from '../core/startup-problem.js';

/** Where a server listens. */
export interface Places {
  /** 0 for any that is free. */
  readonly port: number;
  /** `undefined` for every address. */
  readonly host: string | undefined;
  /** `null` for no operator listener. */
  readonly operatorPort: number | null;
  readonly operatorHost: string;
}

/** Options of `serve`, by the variables that the generated `server.ts` takes them from. */
const VARIABLES = { port: 'PORT', operatorPort: 'OPERATOR_PORT' } as const;

const EVERY_ADDRESS: ReadonlySet<string | undefined> = new Set([undefined, '', '0.0.0.0', '::']);

/** What can be told before anything listens. */
export function portProblems({ port, host, operatorPort, operatorHost }: Places): StartupProblem[] {
  const problems: StartupProblem[] = [];
  if (!isPort(port)) problems.push(notAPort('port'));
  if (operatorPort !== null && !isPort(operatorPort)) problems.push(notAPort('operatorPort'));
  const shared = host === operatorHost || [host, operatorHost].some((address) => EVERY_ADDRESS.has(address));
  if (problems.length === 0 && port === operatorPort && port !== 0 && shared) {
    problems.push({
      name: 'port',
      message: `PORT and OPERATOR_PORT both name port ${port}.`,
      fix: 'Choose another for one of them (options port and operatorPort of serve); without OPERATOR_PORT it is 9090.',
    });
  }
  return problems;
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 0 && port <= 65_535;
}

function notAPort(name: keyof typeof VARIABLES): StartupProblem {
  return {
    name,
    message: 'A port is a whole number from 0 to 65535.',
    fix: `Correct ${VARIABLES[name]} (option ${name} of serve).`,
  };
}

/** What an error of listening means; `null` for every other error. */
export function portError(
  error: unknown,
  { operatorPort }: Pick<Places, 'operatorPort'>,
): StartupError | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  if (!('syscall' in error) || error.syscall !== 'listen') return null;
  const port = 'port' in error ? error.port : undefined;
  const name = port === operatorPort ? 'operatorPort' : 'port';
  const options = `${VARIABLES[name]} (option ${name} of serve)`;
  const problem = (message: string, fix: string): StartupError => new StartupError([{ name, message, fix }]);
  switch (error.code) {
    case 'EADDRINUSE':
      return problem(
        `Port ${String(port)} is taken.`,
        `Stop what listens there, or choose another in ${options}.`,
      );
    case 'EACCES':
      return problem(
        `This user may not listen on port ${String(port)}.`,
        `Choose one from 1024 on in ${options}.`,
      );
    default:
      return null;
  }
}
