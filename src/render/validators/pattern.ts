/** What runs the regular expressions of a document: see docs/decisions/regular-expressions.md. */
import { RegExpParser, type AST } from '@eslint-community/regexpp';
import { RE2JS } from 're2js';

import { constant, runtimeImport, type LocalConstant } from './constant.js';
import { searchTime } from './linear-time.js';
import { matchesPlainTexts } from './plain-pattern.js';
import { re2Syntax } from './re2-syntax.js';

/** A regular expression of the document, and what runs it. */
export interface Pattern {
  /** As written. */
  readonly source: string;
  /**
   * The platform's own engine, with the `u` flag or, where only that compiles, without; or a linear-time engine, for
   * patterns that could take the platform's more than linear time.
   */
  readonly engine: 'unicode' | 'legacy' | 'linear';
  /** What the engine compiles. */
  readonly compiled: string;
  /** Takes quadratic time and no linear-time engine runs it: only for texts whose length is bounded. */
  readonly needsBound: boolean;
  /** Opens with `(?i)`, which is no syntax of ECMA-262: letters of ASCII match in either case. */
  readonly ignoresCase: boolean;
  /** Texts that match hold nothing that JSON escapes. */
  readonly isPlain: boolean;
}

/** Longest text for patterns that need a bound. */
export const MAX_QUADRATIC_LENGTH = 1000;

export interface PatternProblem {
  readonly source: string;
  readonly code: 'pattern-invalid' | 'pattern-super-linear';
  readonly problem: string;
}

const known = new Map<string, Pattern | PatternProblem>();

/** How to run a pattern. Throws for one that {@link readPattern} refuses: the reader reports those. */
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
  if (source.startsWith(IGNORE_CASE)) return readIgnoringCase(source);
  const engine = compiles(source, 'u') ? 'unicode' : 'legacy';
  const invalid = invalidPattern(source, 'is not a regular expression of ECMA-262');
  if (engine === 'legacy' && !compiles(source, '')) return invalid;
  const tree = parse(source, engine === 'unicode');
  if (tree === null) return invalid;
  const time = searchTime(tree);
  const isPlain = engine === 'unicode' && matchesPlainTexts(tree);
  const onPlatform = { source, engine, compiled: source, ignoresCase: false, isPlain } as const;
  if (time === 'linear') return { ...onPlatform, needsBound: false };
  const translated = re2Syntax(tree);
  if (translated !== null && compilesLinear(translated)) {
    return { ...onPlatform, engine: 'linear', compiled: translated, needsBound: false, isPlain: false };
  }
  if (time === 'quadratic') return { ...onPlatform, needsBound: true };
  return {
    source,
    code: 'pattern-super-linear',
    problem: 'may take more than linear time, and the linear-time engine cannot run it',
  };
}

const IGNORE_CASE = '(?i)';

/** Whatever is not ASCII, or may stand for it. Which other letters are one letter in two cases no two dialects agree on. */
const BEYOND_ASCII = /[^\x20-\x7e]|\\[upP]/;

/**
 * `(?i)` in front is an error in ECMA-262 and means the same in every dialect that has it: PCRE, Java, .NET, Python and
 * RE2. The rest is ECMA-262 and runs on the linear-time engine, each letter spelled out in both cases.
 */
function readIgnoringCase(source: string): Pattern | PatternProblem {
  const rest = source.slice(IGNORE_CASE.length);
  if (BEYOND_ASCII.test(rest)) {
    return invalidPattern(source, 'starts with (?i), whose meaning is known for letters of ASCII only');
  }
  const tree = compiles(rest, 'u') ? parse(rest, true) : null;
  const translated = tree === null ? null : re2Syntax(tree, true);
  if (translated === null || !compilesLinear(translated)) {
    return invalidPattern(
      source,
      'starts with (?i), and what follows is nothing that the linear-time engine runs',
    );
  }
  return {
    source,
    engine: 'linear',
    compiled: translated,
    needsBound: false,
    ignoresCase: true,
    isPlain: false,
  };
}

function invalidPattern(source: string, problem: string): PatternProblem {
  return { source, code: 'pattern-invalid', problem };
}

/** Not the newest edition, whose `(?i:…)` no Node.js before 23 compiles. */
function parse(source: string, unicode: boolean): AST.Pattern | null {
  try {
    return new RegExpParser({ ecmaVersion: 2024 }).parsePattern(source, 0, source.length, { unicode });
  } catch {
    return null;
  }
}

function compiles(source: string, flags: string): boolean {
  try {
    return new RegExp(source, flags) instanceof RegExp;
  } catch {
    return false;
  }
}

function compilesLinear(source: string): boolean {
  try {
    return RE2JS.compile(source) instanceof RE2JS;
  } catch {
    return false;
  }
}

/** Whether a text of the document matches one of its patterns, on the engine the server uses. */
export function matchesPattern({ engine, compiled }: Pattern, text: string): boolean {
  if (engine === 'linear') return RE2JS.compile(compiled).test(text);
  return new RegExp(compiled, engine === 'unicode' ? 'u' : '').test(text);
}

export function patternConstant({ engine, compiled }: Pattern): LocalConstant {
  const text = JSON.stringify(compiled);
  if (engine === 'linear') {
    const create = runtimeImport('linear-pattern', 'linearPattern');
    return constant('pattern', `${create.name}(${text})`, [create]);
  }
  return constant('pattern', `new RegExp(${text}, ${engine === 'unicode' ? '"u"' : '""'})`);
}
