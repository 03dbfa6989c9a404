import { constant, type LocalConstant } from './constant.js';

/** A regular expression of the document, and what runs it. */
export interface Pattern {
  /** As written. */
  readonly source: string;
  /** ECMA-262 with the `u` flag; without it, where only that compiles. */
  readonly engine: 'unicode' | 'legacy';
}

export interface PatternProblem {
  readonly source: string;
  readonly problem: string;
}

const known = new Map<string, Pattern | PatternProblem>();

/** How to run a pattern. Throws for one that {@link readPattern} refused: the reader reports those. */
export function compilePattern(source: string): Pattern {
  const pattern = readPattern(source);
  if ('problem' in pattern) throw new Error(`Pattern ${JSON.stringify(source)} ${pattern.problem}`);
  return pattern;
}

export function readPattern(source: string): Pattern | PatternProblem {
  const present = known.get(source);
  if (present) return present;
  const pattern = read(source);
  known.set(source, pattern);
  return pattern;
}

function read(source: string): Pattern | PatternProblem {
  if (compiles(source, 'u')) return { source, engine: 'unicode' };
  if (compiles(source, '')) return { source, engine: 'legacy' };
  return { source, problem: 'is not a regular expression of ECMA-262' };
}

function compiles(source: string, flags: string): boolean {
  try {
    return new RegExp(source, flags) instanceof RegExp;
  } catch {
    return false;
  }
}

export function patternConstant({ source, engine }: Pattern): LocalConstant {
  return constant('pattern', `new RegExp(${JSON.stringify(source)}, ${engine === 'unicode' ? '"u"' : '""'})`);
}
