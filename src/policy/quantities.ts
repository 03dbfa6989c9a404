/** Values of the vocabulary's grammars. Each takes text that the JSON Schemas accepted and throws on any other. */

const SECONDS = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 } as const;
const BYTES = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 } as const;

/** Seconds of a duration: `15s`, `500ms` (0.5), `90d`. */
export function parseDuration(text: string): number {
  const [, count, unit] = matchOrThrow(/^(\d+)(ms|s|m|h|d)$/, text);
  return unit === 'ms' ? Number(count) / 1000 : Number(count) * SECONDS[unit as keyof typeof SECONDS];
}

/** Bytes of a size: `256KiB` is 262,144. */
export function parseSize(text: string): number {
  const [, count, unit] = matchOrThrow(/^(\d+)(B|KiB|MiB|GiB)$/, text);
  return Number(count) * BYTES[unit as keyof typeof BYTES];
}

/** Count and window of a rate: `60/1m` is 60 in 60 seconds. */
export function parseRate(text: string): { readonly count: number; readonly windowSeconds: number } {
  const [, count, window] = matchOrThrow(/^(\d+)\/(\d+[smhd])$/, text);
  return { count: Number(count), windowSeconds: parseDuration(window!) };
}

/** A rate as it is written, in the largest unit that takes it whole: 60 in 60 seconds is `60/1m`. */
export function formatRate({ count, windowSeconds }: ReturnType<typeof parseRate>): string {
  const unit = (['d', 'h', 'm'] as const).find((name) => windowSeconds % SECONDS[name] === 0) ?? 's';
  return `${count}/${windowSeconds / SECONDS[unit]}${unit}`;
}

function matchOrThrow(pattern: RegExp, text: string): RegExpExecArray {
  const match = pattern.exec(text);
  if (match === null) throw new Error(`Not of the form ${pattern.source}`);
  return match;
}
