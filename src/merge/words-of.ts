/** Every word of a text that could be a name. */
export function wordsOf(text: string | null): readonly string[] {
  return text?.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu) ?? [];
}
