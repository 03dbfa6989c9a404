// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** More than any user store takes for a name; what follows could only make one account look like many. */
const LONGEST = 1024;

/**
 * One text for all spellings a user store may take for the same account: trimmed, without characters that show nothing,
 * NFKC, case folded (Unicode, NFKC_Casefold).
 */
export function accountName(text: string): string {
  // Upper case takes apart what lower case alone leaves, as ß and the final sigma; ẞ needs to be ß first.
  const folded = text
    .slice(0, LONGEST)
    .normalize('NFKC')
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKC');
  return folded.trim();
}
