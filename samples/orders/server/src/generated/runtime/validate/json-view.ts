// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import { plain } from './reply-text.js';

/** A copy of what `JSON.stringify` would see: `toJSON` called, undefined members gone, own members only. */
export function jsonView(value: unknown): unknown {
  const seen = plain(value);
  if (typeof seen !== 'object' || seen === null) return seen;
  if (Array.isArray(seen)) return seen.map(jsonView);
  const members = Object.entries(seen).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [name, jsonView(member)]));
}
