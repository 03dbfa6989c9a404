// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Which parameter or field each name of a query, form or cookie belongs to. */
import { type Claims, type Codec, type Member } from './codec.js';
import { parseBrackets } from './deep-object.js';

export interface NamedCodec {
  readonly name: string;
  readonly codec: Codec;
  readonly claims: Claims;
}

export class NameTable {
  readonly #entries: readonly NamedCodec[];
  readonly own = new Map<string, number>();
  readonly properties = new Map<string, number>();
  readonly deep = new Map<string, number>();
  /** Index of the exploded object that takes names nobody declared; -1 where there is none. */
  readonly open: number;
  /** Names that mean something elsewhere and are skipped, and how often each may be sent. */
  readonly foreign: ReadonlyMap<string, number>;

  /**
   * Where two entries claim one name the first has it.
   *
   * @param foreign each name as often as it may be sent
   */
  constructor(entries: readonly NamedCodec[], foreign: Iterable<string>) {
    this.#entries = entries;
    this.foreign = countNames(foreign);
    for (const [index, { name, claims }] of entries.entries()) {
      if (claims.own && !this.own.has(name)) this.own.set(name, index);
      if (claims.deep && !this.deep.has(name)) this.deep.set(name, index);
      for (const property of claims.properties) {
        if (!this.properties.has(property)) this.properties.set(property, index);
      }
    }
    this.open = entries.findIndex(({ claims }) => claims.open);
  }

  /** The value of entry `index`, `undefined` where nothing was sent for it, or a {@link Fault}. */
  decode(index: number, collected: NamedTexts): unknown {
    const texts = collected.texts[index];
    const members = collected.members?.[index];
    const { codec } = this.#entries[index]!;
    if (members === undefined) {
      if (texts === undefined) return undefined;
      if (typeof texts === 'string') return codec.single(texts);
    }
    return codec.full(texts === undefined ? [] : typeof texts === 'string' ? [texts] : texts, members ?? []);
  }
}

/** How often each name is there. */
export function countNames(names: Iterable<string>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** Names of one request that mean something elsewhere. */
export class ForeignNames {
  readonly #allowed: ReadonlyMap<string, number>;
  readonly #sent = new Map<string, number>();
  /** Those that were sent more often than they may be. */
  readonly repeated: string[] = [];

  /** @param allowed how often each may be sent */
  constructor(allowed: ReadonlyMap<string, number>) {
    this.#allowed = allowed;
  }

  /** Counts a decoded name. `false` where it is none of these. */
  take(name: string): boolean {
    const times = this.#allowed.get(name);
    if (times === undefined) return false;
    const sent = (this.#sent.get(name) ?? 0) + 1;
    this.#sent.set(name, sent);
    if (sent === times + 1) this.repeated.push(name);
    return true;
  }
}

/** The raw texts of one request, sorted by what they belong to. */
export class NamedTexts {
  readonly texts: (string | string[] | undefined)[] = [];
  members: (Member[] | undefined)[] | null = null;
  /** What nobody claims, by decoded name; kept only where asked for. */
  readonly unclaimed: Map<string, string[]> | null;
  /** Whether there was any such name. */
  undeclared = false;
  /** Whether a name was badly encoded. */
  malformed = false;
  #foreign: ForeignNames | null = null;
  readonly #table: NameTable;
  readonly #unescape: (raw: string) => string | null;

  constructor(table: NameTable, unescape: (raw: string) => string | null, keepUnclaimed: boolean) {
    this.#table = table;
    this.#unescape = unescape;
    this.unclaimed = keepUnclaimed ? new Map() : null;
  }

  /** Foreign names that were sent more often than they may be. */
  get repeated(): readonly string[] {
    return this.#foreign?.repeated ?? [];
  }

  /** Takes the pairs of `a=1&b=2`. `false` where there are more than `limit`. */
  addPairs(text: string, limit: number): boolean {
    let left = limit;
    let from = 0;
    while (from < text.length) {
      const ampersand = text.indexOf('&', from);
      const end = ampersand === -1 ? text.length : ampersand;
      if (end > from) {
        if (left-- === 0) return false;
        const equals = text.indexOf('=', from);
        if (equals === -1 || equals > end) this.add(text.slice(from, end), '');
        else this.add(text.slice(from, equals), text.slice(equals + 1, end));
      }
      from = end + 1;
    }
    return true;
  }

  add(rawName: string, raw: string): void {
    // Names are seldom encoded: look before decoding.
    const index = this.#table.own.get(rawName);
    if (index !== undefined) return this.#addText(index, raw);
    const name = this.#unescape(rawName);
    if (name === null) this.malformed = true;
    else this.#addDecoded(name, raw);
  }

  #addDecoded(name: string, raw: string): void {
    const { own, properties, deep, foreign, open } = this.#table;
    const index = own.get(name);
    if (index !== undefined) return this.#addText(index, raw);

    const bracket = name.indexOf('[');
    const deepIndex = bracket > 0 ? deep.get(name.slice(0, bracket)) : undefined;
    if (deepIndex !== undefined) {
      const path = parseBrackets(name, bracket);
      if (path === null) this.malformed = true;
      else this.#addMember(deepIndex, { path, raw });
      return;
    }
    const property = properties.get(name);
    if (property !== undefined) return this.#addMember(property, { path: [name], raw });
    if (foreign.has(name)) return this.#addForeign(name);
    if (open !== -1) return this.#addMember(open, { path: [name], raw });

    this.undeclared = true;
    if (this.unclaimed === null) return;
    const sent = this.unclaimed.get(name);
    if (sent === undefined) this.unclaimed.set(name, [raw]);
    else sent.push(raw);
  }

  #addForeign(name: string): void {
    this.#foreign ??= new ForeignNames(this.#table.foreign);
    this.#foreign.take(name);
  }

  #addText(index: number, raw: string): void {
    const sent = this.texts[index];
    if (sent === undefined) this.texts[index] = raw;
    else if (typeof sent === 'string') this.texts[index] = [sent, raw];
    else sent.push(raw);
  }

  #addMember(index: number, member: Member): void {
    this.members ??= [];
    const sent = this.members[index];
    if (sent === undefined) this.members[index] = [member];
    else sent.push(member);
  }
}

/** An unclaimed name's texts as one value. */
export function decodeUnclaimed(codec: Codec, texts: readonly string[]): unknown {
  return texts.length === 1 ? codec.single(texts[0]!) : codec.full(texts, []);
}
