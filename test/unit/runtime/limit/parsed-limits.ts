import { parseList } from 'structured-headers';

export interface ParsedLimits {
  readonly limit: number;
  readonly remaining: number;
  /** Seconds since the epoch. */
  readonly reset: number;
  readonly policies: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  readonly limits: ReadonlyMap<string, { readonly r: number; readonly t: number }>;
  readonly retryAfter: number | null;
}

/** The rate limit fields of a reply, read by a parser of structured fields (RFC 9651). */
export function parsedLimits(headers: readonly string[] | Readonly<Record<string, string>>): ParsedLimits {
  const fields = Array.isArray(headers)
    ? fromFlat(headers as readonly string[])
    : new Map(Object.entries(headers));
  const number = (name: string): number => {
    const text = fields.get(name) ?? '';
    if (!/^(0|[1-9][0-9]*)$/.test(text)) throw new Error(`${name} is ${JSON.stringify(text)}`);
    return Number(text);
  };
  const policies = parsedList(fields.get('ratelimit-policy') ?? '');
  const limits = parsedList(fields.get('ratelimit') ?? '');
  for (const parameters of policies.values()) {
    if (!isNatural(parameters['q']) || !isNatural(parameters['w']) || parameters['w'] === 0) {
      throw new Error('q and w must be integers');
    }
  }
  for (const parameters of limits.values()) {
    if (!isNatural(parameters['r']) || !isNatural(parameters['t']))
      throw new Error('r and t must be integers');
  }
  return {
    limit: number('x-ratelimit-limit'),
    remaining: number('x-ratelimit-remaining'),
    reset: number('x-ratelimit-reset'),
    policies,
    limits: limits as ReadonlyMap<string, { r: number; t: number }>,
    retryAfter: fields.has('retry-after') ? number('retry-after') : null,
  };
}

function parsedList(text: string): ReadonlyMap<string, Readonly<Record<string, unknown>>> {
  return new Map(
    parseList(text).map(([value, parameters]) => {
      if (typeof value !== 'string') throw new Error('Items must be Strings');
      return [value, Object.fromEntries(parameters)];
    }),
  );
}

function fromFlat(headers: readonly string[]): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (let index = 0; index < headers.length; index += 2) {
    fields.set(headers[index]!.toLowerCase(), headers[index + 1]!);
  }
  return fields;
}

function isNatural(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}
