import { emptyObject, isJsonArray, isJsonObject, type Json } from '../../load/json.js';
import type { Origins } from '../../load/origins.js';
import { schemasIn, type SchemaView } from '../../model/schema-view.js';
import type { Schema, SchemaObject } from '../../normalize/normalized-document.js';

/**
 * The schema of a multipart body as far as it can be checked before the handler runs: files arrive after, and the
 * decoder sees to it that required ones do. Schemas that say nothing of the files stay what they are.
 */
export function withoutFiles(
  schema: Schema,
  files: ReadonlySet<string>,
  view: SchemaView,
  origins: Origins,
): Schema {
  return new FileRemoval(files, view, origins).apply(schema);
}

class FileRemoval {
  readonly #files: ReadonlySet<string>;
  readonly #view: SchemaView;
  readonly #origins: Origins;
  readonly #done = new Map<SchemaObject, Schema>();

  constructor(files: ReadonlySet<string>, view: SchemaView, origins: Origins) {
    this.#files = files;
    this.#view = view;
    this.#origins = origins;
  }

  apply(schema: Schema): Schema {
    if (typeof schema === 'boolean') return schema;
    let result = this.#done.get(schema);
    if (result === undefined) {
      result = this.#remove(schema);
      this.#done.set(schema, result);
    }
    return result;
  }

  #remove(schema: SchemaObject): Schema {
    const target = this.#view.target(schema);
    if (target !== null) {
      const stripped = this.apply(target);
      return stripped === target ? schema : stripped;
    }
    const result = emptyObject();
    let changed = false;
    for (const [keyword, value] of Object.entries(schema)) {
      const kept = this.#keyword(keyword, value);
      changed ||= kept !== value;
      result[keyword] = kept;
    }
    if (!changed) return schema;
    // Files count as properties, and which alternative holds may hang on them.
    delete result['minProperties'];
    delete result['discriminator'];
    if (result['oneOf'] !== schema['oneOf']) {
      const alternatives = { anyOf: result['oneOf']! };
      result['allOf'] = [...schemasIn(result['allOf']), alternatives];
      delete result['oneOf'];
      this.#origins.copy(schema, alternatives);
    }
    this.#origins.copy(schema, result);
    return result;
  }

  #keyword(keyword: string, value: Json): Json {
    switch (keyword) {
      case 'required':
        if (!isJsonArray(value) || !value.some((name) => this.#isFile(name))) return value;
        return value.filter((name) => !this.#isFile(name));
      case 'properties': {
        if (!isJsonObject(value) || !Object.keys(value).some((name) => this.#isFile(name))) return value;
        const properties = emptyObject();
        for (const [name, property] of Object.entries(value)) {
          if (!this.#isFile(name)) properties[name] = property;
        }
        this.#origins.copy(value, properties);
        return properties;
      }
      case 'allOf':
      case 'anyOf':
      case 'oneOf': {
        const written = schemasIn(value);
        const stripped = written.map((part) => this.apply(part));
        return stripped.some((part, index) => part !== written[index]) ? stripped : value;
      }
      default:
        return value;
    }
  }

  #isFile(name: Json): boolean {
    return typeof name === 'string' && this.#files.has(name);
  }
}
