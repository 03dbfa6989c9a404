/** A curl line a developer can paste, from strings of the document and of nobody's shell. */
import type { OperationDefinition, ServerDefinition, WireShape } from '../core/definition.js';
import type { SentCredential } from './development-credentials.js';

type Sample = Pick<OperationDefinition, 'method' | 'segments' | 'servers' | 'parameters' | 'queryConstants'>;

/**
 * The operation a credential is best shown with: one the scheme alone opens, read-only and without parameters where
 * there is one; `null` where no operation asks for the scheme.
 */
export function sampleOperation(
  operations: readonly OperationDefinition[],
  scheme: string,
): OperationDefinition | null {
  let best: OperationDefinition | null = null;
  let bestScore = -1;
  for (const operation of operations) {
    const alternatives = (operation.requirements ?? []).filter(({ credentials }) =>
      credentials.some((credential) => credential.scheme === scheme),
    );
    if (alternatives.length === 0 || operation.access.kind === 'public') continue;
    const alone = alternatives.some(({ credentials }) => credentials.length === 1);
    const plain = !operation.segments.some((segment) => segment.some((part) => 'parameter' in part));
    const undemanding = !operation.parameters.some(({ required, in: place }) => required && place !== 'path');
    const score =
      (alone ? 16 : 0) +
      (operation.access.kind === 'authenticated' ? 8 : 0) +
      (operation.method === 'GET' ? 4 : 0) +
      (undemanding ? 2 : 0) +
      (plain ? 1 : 0);
    if (score > bestScore) [best, bestScore] = [operation, score];
  }
  return best;
}

/** Without an operation the line calls the root of the API. */
export function curlLine(
  origin: string,
  operation: Sample | null,
  servers: readonly ServerDefinition[],
  { sent }: { readonly sent: readonly SentCredential[] },
): string {
  const server = (operation?.servers ?? servers)[0];
  const query = (operation?.queryConstants ?? []).map(({ name, value }) =>
    value === null ? encodeURIComponent(name) : `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  );
  for (const { in: place, name, value } of sent) {
    if (place === 'query') query.push(`${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  }
  const path = operation === null ? '/' : samplePath(operation);
  const url = `${origin}${server?.basePath ?? ''}${path}${query.length === 0 ? '' : `?${query.join('&')}`}`;
  const words = ['curl', '-i'];
  if (operation !== null && operation.method !== 'GET') words.push('-X', shellWord(operation.method));
  for (const { in: place, name, value } of sent) {
    if (place === 'header') words.push('-H', shellWord(`${name}: ${value}`));
    if (place !== 'cookie') continue;
    // Unsafe methods with a cookie must show where they come from (stage 9).
    words.push('-H', shellWord(`Cookie: ${name}=${value}`), '-H', shellWord('Sec-Fetch-Site: none'));
  }
  words.push(shellWord(url));
  return words.join(' ');
}

function samplePath({ segments, parameters }: Sample): string {
  const shapes = new Map(
    parameters.filter(({ in: place }) => place === 'path').map(({ name, shape }) => [name, shape]),
  );
  return segments
    .map((segment) =>
      segment
        .map((part) =>
          'literal' in part ? encodeURI(part.literal) : sampleValue(shapes.get(part.parameter)),
        )
        .join(''),
    )
    .map((segment) => `/${segment}`)
    .join('');
}

function sampleValue(shape: WireShape | undefined): string {
  switch (shape?.kind) {
    case 'boolean':
      return 'true';
    case 'oneOf':
      return sampleValue(shape.options[0]);
    default:
      return '1';
  }
}

/** One word of a POSIX shell, whatever it holds; control characters, which a terminal would obey, are left out. */
function shellWord(text: string): string {
  const printable = text.replaceAll(
    /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    '',
  );
  if (/^[A-Za-z0-9_./:=@%+-]+$/.test(printable)) return printable;
  return `'${printable.replaceAll("'", String.raw`'\''`)}'`;
}
