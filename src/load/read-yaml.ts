import {
  Composer,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Parser,
  type CST,
  type Document,
  type Node,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import type { Location } from '../diagnostics/diagnostic.js';
import {
  emptyObject,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  type MutableJsonObject,
} from './json.js';
import { escapeToken } from './json-pointer.js';
import type { LoadLimits } from './load-limits.js';
import { standIn } from './scan-json.js';
import { numberFault } from './written-number.js';
import { repairIndentation } from './repair-yaml-indentation.js';
import { syntaxFaults } from './yaml-faults.js';
import { findTooDeep } from './yaml-depth.js';
import { isInExtension, isMergeKey, keyText } from './yaml-key.js';

/** Tags of the core schema (YAML 1.2.2 section 10.3); others would construct something the document cannot mean. */
const coreTag = /^tag:yaml\.org,2002:(?:str|int|float|bool|null|map|seq)$/u;

const maxSyntaxErrors = 20;

/** A YAML document as read. */
export interface YamlContent {
  readonly value: Json;
  readonly document: Document;
  /** Offset in the file's text of an offset in the composed document. */
  readonly original: (offset: number) => number;
}

/**
 * Reads one YAML 1.2 document (core schema) as JSON data. Aliases become shared nodes, never copies; `<<` is merged
 * with a finding. Returns `null` after reporting an error that leaves nothing to work with.
 */
export function readYaml(
  file: string,
  text: string,
  limits: LoadLimits,
  diagnostics: Diagnostics,
): YamlContent | null {
  const at = (offset: number): Location => ({ file, pointer: '', on: 'value', offset });
  const tokens = [...new Parser().parse(text)];
  const tooDeep = findTooDeep(tokens, limits.depth);
  if (tooDeep !== null) {
    diagnostics.report('too-deep', at(tooDeep.offset), `More than ${limits.depth} levels inside one another`);
    return null;
  }
  let documents = compose(tokens, text.length);
  let original = unchanged;
  if (documents[0]?.errors[0]?.code === 'MISSING_CHAR') {
    const repaired = repairIndentation(text, tokens);
    const composed = repaired === null ? [] : compose(repaired.tokens, repaired.text.length);
    if (repaired !== null && composed.length === 1 && composed[0]!.errors.length === 0) {
      documents = composed;
      original = repaired.original;
      for (const offset of repaired.repaired) {
        diagnostics.report(
          'yaml-indentation',
          at(offset),
          'Lines of this text are indented no deeper than its key',
        );
      }
    }
  }
  const [document, second] = documents;
  if (document === undefined || (document.contents === null && document.errors.length === 0)) {
    diagnostics.report('file-empty', at(0), 'The file holds no document');
    return null;
  }
  for (const { offset, message, help } of syntaxFaults(document.errors, text).slice(0, maxSyntaxErrors)) {
    diagnostics.report('syntax-error', at(Math.min(offset, text.length)), message, { help });
  }
  if (second !== undefined) {
    diagnostics.report('several-documents', at(second.range[0]), 'A second YAML document starts here');
  }
  if (document.errors.length > 0 || second !== undefined) return null;
  const value = new YamlReader({ file, document, limits, diagnostics, original }).read();
  return value === undefined ? null : { value, document, original };
}

function unchanged(offset: number): number {
  return offset;
}

function compose(tokens: readonly CST.Token[], length: number): readonly Document.Parsed[] {
  const composer = new Composer({
    schema: 'core',
    merge: false,
    // Compares every pair of keys of a map; ours is linear and can show both places.
    uniqueKeys: false,
    resolveKnownTags: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  return [...composer.compose(tokens, true, length)];
}

/** Thrown to leave the recursion after a limit was reported. */
class Abandoned extends Error {}

interface YamlReaderOptions {
  readonly file: string;
  readonly document: Document;
  readonly limits: LoadLimits;
  readonly diagnostics: Diagnostics;
  readonly original: (offset: number) => number;
}

class YamlReader {
  readonly #file: string;
  readonly #document: Document;
  readonly #limits: LoadLimits;
  readonly #diagnostics: Diagnostics;
  readonly #original: (offset: number) => number;
  readonly #values = new Map<Node, { readonly value: Json; readonly nodes: number }>();
  readonly #open = new Set<Node>();
  readonly #anchors = new Map<string, Node>();
  /** Values so far, aliased ones counted at each use: what a walk of the result will visit. */
  #nodes = 0;
  #aliases = 0;
  /** Whether the place of some value is taken by `null`, for want of knowing it. */
  #unknown = false;

  constructor({ file, document, limits, diagnostics, original }: YamlReaderOptions) {
    this.#file = file;
    this.#document = document;
    this.#limits = limits;
    this.#diagnostics = diagnostics;
    this.#original = original;
  }

  /** `undefined` after an error that leaves nothing to work with. */
  read(): Json | undefined {
    try {
      const value = this.#value(this.#document.contents, '');
      return this.#unknown ? undefined : value;
    } catch (error) {
      if (error instanceof Abandoned) return undefined;
      throw error;
    }
  }

  #value(node: unknown, pointer: string): Json {
    if (isAlias(node)) return this.#alias(node, pointer);
    this.#count(1, node);
    if (isScalar(node)) {
      this.#anchor(node);
      this.#checkTag(node);
      const value = this.#scalar(node);
      if (node.anchor !== undefined) this.#values.set(node, { value, nodes: 1 });
      return value;
    }
    if (!isMap(node) && !isSeq(node)) return null;
    this.#anchor(node);
    this.#checkTag(node);
    const before = this.#nodes;
    this.#open.add(node);
    const value = isMap(node) ? this.#map(node, pointer) : this.#sequence(node.items, pointer);
    this.#open.delete(node);
    if (node.anchor !== undefined) this.#values.set(node, { value, nodes: this.#nodes - before + 1 });
    return value;
  }

  #sequence(items: readonly unknown[], pointer: string): readonly Json[] {
    return items.map((item, index) => this.#value(item, `${pointer}/${index}`));
  }

  #map(map: YAMLMap, pointer: string): JsonObject {
    const object = emptyObject();
    const keys = new Map<string, Node>();
    const merges: { readonly key: Scalar; readonly value: unknown }[] = [];
    for (const { key, value } of map.items) {
      if (isMergeKey(key)) {
        merges.push({ key: key as Scalar, value });
        continue;
      }
      if (!isScalar(key)) {
        this.#error('yaml-key', key, 'A key must be a single word or string, not a collection or an alias');
        continue;
      }
      this.#count(1, key);
      this.#anchor(key);
      const text = this.#key(key, pointer);
      const first = keys.get(text);
      if (first !== undefined) {
        this.#diagnostics.report(
          'duplicate-key',
          this.#at(key),
          `The key ${JSON.stringify(text)} stands twice in one object`,
          {
            related: [{ message: 'It stood here first', at: this.#at(first) }],
          },
        );
        continue;
      }
      keys.set(text, key);
      object[text] = this.#value(value, `${pointer}/${escapeToken(text)}`);
    }
    return merges.length === 0 ? object : this.#merge(object, merges, pointer);
  }

  /** Merge keys of YAML 1.1: the map's own keys win, then earlier sources. */
  #merge(
    own: MutableJsonObject,
    merges: readonly { readonly key: Scalar; readonly value: unknown }[],
    pointer: string,
  ): JsonObject {
    const merged = emptyObject();
    for (const { key, value } of merges) {
      const source = this.#value(value, `${pointer}/<<`);
      for (const object of isJsonArray(source) ? source : [source]) {
        if (!isJsonObject(object)) {
          this.#error('yaml-merge-key', key, "'<<' must name an object or a list of objects");
          continue;
        }
        for (const [member, inherited] of Object.entries(object)) {
          if (!Object.hasOwn(merged, member) && !Object.hasOwn(own, member)) merged[member] = inherited;
        }
      }
      const decisive = ['security', 'x-security'].filter((member) => Object.hasOwn(merged, member));
      if (decisive.length > 0) {
        this.#error(
          'yaml-merge-key',
          key,
          `'<<' supplies ${decisive.join(' and ')}, which YAML 1.2 readers will not see`,
        );
      } else {
        this.#diagnostics.report(
          'yaml-merge-key',
          this.#at(key),
          "'<<' was merged here, which YAML 1.2 readers will not do",
          {
            severity: 'low',
          },
        );
      }
    }
    return Object.assign(merged, own);
  }

  /** @param pointer of the object the key stands in */
  #key(key: Scalar, pointer: string): string {
    const text = keyText(key);
    // `200:` and `true:` read as they are written; `1.10:` and `0x10:` would not.
    if (typeof key.value !== 'string' && key.source !== undefined && key.source !== text) {
      // What others' extensions hold is never obeyed: it must not keep a document from being read.
      const severity = isInExtension(pointer) ? 'low' : 'error';
      const message = `The key ${key.source} would be read as ${JSON.stringify(text)}`;
      this.#diagnostics.report('yaml-key', this.#at(key), message, { severity });
    }
    return text;
  }

  #scalar(scalar: Scalar): Json {
    const { value } = scalar;
    if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
    if (typeof value !== 'number') {
      this.#error('yaml-tag', scalar, 'This value is no text, number, boolean or null');
      return null;
    }
    if (!Number.isFinite(value)) {
      this.#error(
        'number-not-finite',
        scalar,
        `${scalar.source ?? String(value)} is no number JSON can hold`,
      );
      return standIn(value);
    }
    if (scalar.source !== undefined && numberFault(scalar.source) === 'precision') {
      this.#diagnostics.report(
        'number-precision',
        this.#at(scalar),
        `${scalar.source} is read as ${String(value)}`,
      );
    }
    return value;
  }

  #alias(node: Node & { readonly source: string }, pointer: string): Json {
    this.#aliases++;
    if (this.#aliases > this.#limits.aliases) {
      this.#error('too-many-aliases', node, `More than ${this.#limits.aliases} uses of YAML anchors`);
      throw new Abandoned();
    }
    const target = this.#anchors.get(node.source);
    if (target === undefined) {
      this.#unknown = true;
      this.#error(
        'syntax-error',
        node,
        `No anchor before this place is named ${JSON.stringify(node.source)}`,
      );
      return null;
    }
    if (this.#open.has(target)) {
      this.#unknown = true;
      this.#diagnostics.report(
        'alias-cycle',
        this.#at(node),
        `The alias ${JSON.stringify(`*${node.source}`)} at ${pointer} stands inside the value it repeats`,
        { related: [{ message: 'That value starts here', at: this.#at(target) }] },
      );
      return null;
    }
    const known = this.#values.get(target);
    if (known === undefined) return null;
    this.#count(known.nodes, node);
    return known.value;
  }

  #anchor(node: Node & { anchor?: string }): void {
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
  }

  #checkTag(node: Node & { tag?: string }): void {
    if (node.tag !== undefined && !coreTag.test(node.tag)) {
      this.#unknown = true;
      this.#error(
        'yaml-tag',
        node,
        `The tag ${JSON.stringify(node.tag)} has no meaning in an OpenAPI document`,
      );
    }
  }

  #count(nodes: number, node: unknown): void {
    this.#nodes += nodes;
    if (this.#nodes <= this.#limits.nodes) return;
    this.#error(
      'too-many-nodes',
      node,
      `More than ${this.#limits.nodes} values, uses of YAML anchors written out`,
    );
    throw new Abandoned();
  }

  #error(code: Parameters<Diagnostics['report']>[0], node: unknown, message: string): void {
    this.#diagnostics.report(code, this.#at(node), message, { severity: 'error' });
  }

  #at(node: unknown): Location {
    const range = (node as Node | null)?.range;
    return { file: this.#file, pointer: '', on: 'value', offset: this.#original(range?.[0] ?? 0) };
  }
}
