import { quoted } from '../diagnostics/quoted.js';

/**
 * The name somebody probably meant: at most two edits (or a third of its letters) away, case aside, and never more than
 * half of its letters.
 */
export function nearestName(wrong: string, names: Iterable<string>): string | null {
  // Beyond any name of a vocabulary, and a document could make the comparison expensive.
  if (wrong.length > 100) return null;
  const most = Math.max(2, Math.floor(wrong.length / 3));
  let nearest: string | null = null;
  let least = Math.min(most, Math.floor(wrong.length / 2));
  for (const name of names) {
    const distance = editDistance(wrong.toLowerCase(), name.toLowerCase(), least);
    if (distance < least || (distance === least && nearest === null)) [nearest, least] = [name, distance];
  }
  return nearest;
}

/** `Did you mean "x"?`, or what there is to choose from; `null` where there is nothing. */
export function suggestion(wrong: string, names: Iterable<string>): string | null {
  const all = [...names];
  const nearest = nearestName(wrong, all);
  if (nearest !== null) return `Did you mean ${quoted(nearest)}?`;
  if (all.length === 0) return null;
  const shown = all.slice(0, 12).map(quoted);
  return `Use one of: ${shown.join(', ')}${all.length > shown.length ? ', …' : ''}.`;
}

/** Levenshtein distance; anything above `most` comes back as `most + 1`. */
export function editDistance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    let best = i;
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      const distance = Math.min(previous[j]! + 1, current[j - 1]! + 1, previous[j - 1]! + cost);
      current.push(distance);
      best = Math.min(best, distance);
    }
    if (best > most) return most + 1;
    previous = current;
  }
  return Math.min(previous[b.length]!, most + 1);
}
