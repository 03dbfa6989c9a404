// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** How many tokens are remembered: those of the callers that are busy right now. */
const SLOTS = 256;
const KEPT_MS = 1000;

/**
 * The digests of tokens that come again and again, found by comparing instead of hashing. Tokens are kept as sent, so
 * all are let go of after a second at most; whoever is displaced is hashed again, which is all that can go wrong.
 */
export class DigestMemo {
  readonly #texts: string[] = [];
  readonly #digests: string[] = [];
  #timer: NodeJS.Timeout | null = null;

  /** `null` where it is not remembered. */
  get(text: string): string | null {
    const slot = slotOf(text);
    return this.#texts[slot] === text ? this.#digests[slot]! : null;
  }

  set(text: string, digest: string): void {
    if (this.#timer === null) {
      this.#fill();
      this.#timer = setTimeout(() => this.clear(), KEPT_MS).unref();
    }
    const slot = slotOf(text);
    this.#texts[slot] = text;
    this.#digests[slot] = digest;
  }

  clear(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#fill();
  }

  #fill(): void {
    for (let slot = 0; slot < SLOTS; slot += 1) {
      this.#texts[slot] = '';
      this.#digests[slot] = '';
    }
  }
}

/** From two characters of the signature, which are as good as random. */
function slotOf(text: string): number {
  const { length } = text;
  return (text.charCodeAt(length - 3) * 31 + text.charCodeAt(length - 5)) % SLOTS;
}
