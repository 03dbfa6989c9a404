// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import { parseJson } from '../decode/json.js';

/** Largest document read from an issuer: 256 KiB. */
const MAX_BYTES = 256 * 1024;
/** From the request to the last byte. */
const TIMEOUT_MS = 3000;
const JSON_LIMITS = { depth: 16, nodes: 20_000 } as const;

/**
 * Fetches a JSON document of an issuer: GET, no redirect followed, 200 only, at most 256 KiB in at most 3 s.
 *
 * @throws When any of that is not so; the message says what, for the log.
 */
export async function fetchJson(url: string, signal: AbortSignal): Promise<unknown> {
  signal.throwIfAborted();
  const abort = new AbortController();
  const givenUp = new Promise<never>((_resolve, reject) => {
    abort.signal.addEventListener('abort', () => reject(abort.signal.reason as Error), { once: true });
  });
  const stop = (): void => abort.abort(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  // Not by AbortSignal.timeout() and any(): Node 20 forgets a timer that nothing else refers to, and waits for ever.
  const late = new Error(`no whole answer in ${TIMEOUT_MS} ms`);
  const timer = setTimeout(() => abort.abort(late), TIMEOUT_MS);
  try {
    return await Promise.race([read(url, abort.signal), givenUp]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

async function read(url: string, signal: AbortSignal): Promise<unknown> {
  const response = await fetch(url, { headers: { accept: 'application/json' }, redirect: 'manual', signal });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(
      response.status >= 300 && response.status < 400
        ? `redirects are not followed (${response.status})`
        : `the answer was ${response.status}`,
    );
  }
  const parsed = parseJson(await readCapped(response), JSON_LIMITS);
  if (!parsed.ok) throw new Error(`the answer is not strict JSON: ${parsed.reason}`);
  return parsed.value;
}

/** Counts decoded bytes, so that compression cannot hide a larger answer. */
async function readCapped(response: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > MAX_BYTES) throw new Error(`the answer is larger than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}
