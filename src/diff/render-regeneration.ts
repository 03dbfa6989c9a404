import picocolors from 'picocolors';
import type { SecurityDiff } from './change.js';
import { countChanges, directions } from './grouped-changes.js';
import { type DiffStyle, renderDiff } from './render-diff.js';

/** What is shown of each direction: nobody may miss what became weaker. */
const MOST = { weaker: 12, stronger: 2, neutral: 0 } as const;

/** What a run changes about what is enforced, compact. Without an end of line; `null` where nothing differs. */
export function renderRegeneration(diff: SecurityDiff, style: Omit<DiffStyle, 'most'>): string | null {
  const counts = countChanges(diff);
  const parts = directions
    .filter((direction) => counts[direction] > 0)
    .map((direction) => `${String(counts[direction])} ${direction}`);
  if (parts.length === 0) return null;
  const { bold } = picocolors.createColors(style.color);
  return `${bold('Since the last run')}: ${parts.join(', ')}.\n\n${renderDiff(diff, { ...style, most: MOST })}`;
}
