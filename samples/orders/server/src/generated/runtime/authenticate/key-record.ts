// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import type { KeyRecord, KeyRules } from './credentials.js';

/** What a record lacks for its key ever to be accepted, whatever the time; `null` where nothing is wrong with it. */
export function keyRecordFault(record: KeyRecord, { prefix, expiresSeconds }: KeyRules): string | null {
  const { expiresAt, createdAt, credentialsChangedAt } = record;
  const faults: string[] = [];
  if (expiresAt !== undefined || prefix !== null) {
    faults.push(...timeFaults('expiresAt', expiresAt, 'keys with a prefix must expire'));
  }
  if (expiresSeconds !== null || credentialsChangedAt !== undefined) {
    faults.push(...timeFaults('createdAt', createdAt, 'the age of the key is checked'));
  }
  return faults.length === 0 ? null : faults.join(', ');
}

/** @param need why it must be there */
function timeFaults(member: string, value: unknown, need: string): readonly string[] {
  if (value === undefined) return [`${member} is missing (${need})`];
  return typeof value === 'number' ? [] : [`${member} is no time in seconds since the epoch`];
}
