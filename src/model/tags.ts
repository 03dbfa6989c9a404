import { isJsonObject, type Json, type JsonObject } from '../load/json.js';
import type { Tag } from './api.js';
import { FileNames } from './file-names.js';

/** Tag of operations that have none. */
const UNTAGGED = 'general';

/** The tags operations are filed under: the first of each, in the order the document lists or first uses them. */
export class Tags {
  readonly #tags: ReadonlyMap<string, Tag>;

  /** @param given files of tags, of the last run */
  constructor(
    root: JsonObject,
    operations: readonly JsonObject[],
    given: ReadonlyMap<string, string> = new Map(),
  ) {
    const used = new Set(operations.map(firstTag));
    const listed = Array.isArray(root['tags']) ? (root['tags'] as readonly Json[]) : [];
    const names = new Set<string>();
    for (const tag of listed) {
      if (isJsonObject(tag) && typeof tag['name'] === 'string' && used.has(tag['name']))
        names.add(tag['name']);
    }
    for (const name of used) names.add(name);
    // `index` is the file that gathers the others.
    const fileNames = new FileNames('tag', ['index']);
    const files = new Map<string, string>();
    for (const [name, file] of given) {
      if (names.has(name) && fileNames.claim(file)) files.set(name, file);
    }
    // Tags that are a file name as they stand come next, so that no other takes it.
    for (const name of names) {
      if (!files.has(name) && isFileName(name)) files.set(name, fileNames.give(name));
    }
    for (const name of names) if (!files.has(name)) files.set(name, fileNames.give(name));
    this.#tags = new Map([...names].map((name) => [name, { name, fileName: files.get(name)! }]));
  }

  get all(): readonly Tag[] {
    return [...this.#tags.values()];
  }

  /** Files that depend on which tags there were first. */
  get given(): ReadonlyMap<string, string> {
    const chosen = this.all.filter(({ name, fileName }) => name !== fileName);
    return new Map(chosen.map(({ name, fileName }) => [name, fileName]));
  }

  of(operation: JsonObject): Tag {
    return this.#tags.get(firstTag(operation))!;
  }
}

function isFileName(tag: string): boolean {
  return new FileNames('tag', ['index']).give(tag) === tag;
}

function firstTag(operation: JsonObject): string {
  const [first] = Array.isArray(operation['tags']) ? (operation['tags'] as readonly Json[]) : [];
  return typeof first === 'string' && first !== '' ? first : UNTAGGED;
}
