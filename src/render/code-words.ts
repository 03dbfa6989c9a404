import type { Code } from './code.js';

/** The words of generated code, comments and literals aside; a word that a dot follows has it. */
export function codeWords(code: readonly Code[]): ReadonlySet<string> {
  const words = new Set<string>();
  for (const { text } of code) {
    for (const [word] of text.replaceAll(NO_NAMES, ' ').matchAll(/[\w$]+\.?/g)) words.add(word);
  }
  return words;
}

const NO_NAMES = /\/\*[^]*?\*\/|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g;
