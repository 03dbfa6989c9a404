import { isAlias, isMap, isNode, isScalar, isSeq, type Document, type Node, type Pair } from 'yaml';
import type { TextRange } from '../diagnostics/source-text.js';
import { arrayIndex, parsePointer } from './json-pointer.js';
import { isMergeKey, keyText } from './yaml-key.js';

/** Finds where keys and values stand in a composed YAML document, through aliases and merge keys. */
export class YamlPositions {
  readonly #document: Document;
  readonly #original: (offset: number) => number;
  readonly #pairs = new Map<Node, ReadonlyMap<string, Pair>>();

  /** @param original offset in the file's text of an offset in the composed document */
  constructor(document: Document, original: (offset: number) => number) {
    this.#document = document;
    this.#original = original;
  }

  range(pointer: string, on: 'key' | 'value'): TextRange | null {
    const tokens = parsePointer(pointer);
    if (tokens === null) return null;
    let node: unknown = this.#document.contents;
    let key: unknown = null;
    for (const token of tokens) {
      const container = this.#resolve(node);
      if (isSeq(container)) {
        const index = arrayIndex(token, container.items.length);
        if (index === null) return null;
        key = null;
        node = container.items[index];
      } else if (isMap(container)) {
        const pair = this.#pairsOf(container).get(token);
        if (pair === undefined) return null;
        key = pair.key;
        node = pair.value;
      } else {
        return null;
      }
    }
    const shown = on === 'key' && key !== null ? key : isEmpty(node) ? (key ?? node) : node;
    const range = isNode(shown) ? shown.range : null;
    if (range === null || range === undefined) return null;
    return { start: this.#original(range[0]), end: this.#original(range[1]) };
  }

  #pairsOf(map: Node): ReadonlyMap<string, Pair> {
    const known = this.#pairs.get(map);
    if (known !== undefined) return known;
    const pairs = new Map<string, Pair>();
    // Set before it is filled: a merge key may (wrongly) name its own map.
    this.#pairs.set(map, pairs);
    if (!isMap(map)) return pairs;
    for (const pair of map.items) {
      if (isMergeKey(pair.key)) {
        for (const source of this.#mergeSources(pair.value)) {
          for (const [text, merged] of this.#pairsOf(source)) if (!pairs.has(text)) pairs.set(text, merged);
        }
      }
    }
    // Own keys win over merged ones. Of a key that stands twice, the first is what was read.
    const own = new Set<string>();
    for (const pair of map.items) {
      if (!isScalar(pair.key) || isMergeKey(pair.key)) continue;
      const text = keyText(pair.key);
      if (!own.has(text)) pairs.set(text, pair);
      own.add(text);
    }
    return pairs;
  }

  #mergeSources(value: unknown): readonly Node[] {
    const source = this.#resolve(value);
    const list: readonly unknown[] = isSeq(source) ? source.items : [source];
    return list.map((item) => this.#resolve(item)).filter((item) => isNode(item));
  }

  #resolve(node: unknown): unknown {
    return isAlias(node) ? node.resolve(this.#document) : node;
  }
}

/** An absent value (`key:`) is shown at its key. */
function isEmpty(node: unknown): boolean {
  return (
    !isNode(node) ||
    (isScalar(node) && node.range !== null && node.range !== undefined && node.range[0] === node.range[1])
  );
}
