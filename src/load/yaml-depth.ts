import type { CST } from 'yaml';

/**
 * First token that stands deeper than `limit` collections, `null` where none does. Read from the flat syntax tree,
 * without recursion: composing nodes recurses once per level and would exhaust the stack.
 */
export function findTooDeep(tokens: readonly CST.Token[], limit: number): CST.Token | null {
  const pending: { readonly token: CST.Token; readonly depth: number }[] = [];
  for (let index = tokens.length - 1; index >= 0; index--) pending.push({ token: tokens[index]!, depth: 0 });
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { token, depth } = next;
    if (token.type === 'document') {
      if (token.value !== undefined) pending.push({ token: token.value, depth });
    } else if ('items' in token) {
      if (depth >= limit) return token;
      for (let index = token.items.length - 1; index >= 0; index--) {
        const item = token.items[index]!;
        if (item.value !== undefined) pending.push({ token: item.value, depth: depth + 1 });
        if (item.key !== undefined && item.key !== null) pending.push({ token: item.key, depth: depth + 1 });
      }
    }
  }
  return null;
}
