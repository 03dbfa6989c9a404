/** What a schema takes or gives, held against what it took or gave. */
import { quoted, quotedList } from '../diagnostics/quoted.js';
import { isJsonArray, type Json } from '../load/json.js';
import type { SchemaBounds } from '../model/api.js';
import { componentName, isSchema, schemasIn } from '../model/schema-view.js';
import type { Schema } from '../normalize/normalized-document.js';
import type { ChangeKind, Direction } from './change.js';
import { ChangeList, type ChangePlace } from './change-list.js';
import type { ChangedComponents } from './changed-components.js';
import { isAnnotation } from './comparable-schema.js';
import { compareKeywords, valueText } from './compare-keywords.js';
import { COMPARED, INNER, WHOLE } from './compared-keywords.js';
import type { Comparison } from './comparison.js';
import { listsText, propertyRight } from './property-right.js';
import { meetsAll } from './role-admission.js';
import { SchemaParts } from './schema-parts.js';

/** What the comparison of an operation's schemas depends on beside the schemas. */
export interface SchemaContext {
  readonly comparison: Comparison;
  readonly components: ChangedComponents;
  readonly traffic: 'request' | 'reply';
  readonly bounds: { readonly old: SchemaBounds; readonly next: SchemaBounds };
  /** Whether undeclared properties are kept (`unknownProperties: keep`). */
  readonly keep: { readonly old: boolean; readonly next: boolean };
  /** Whether anybody may call the operation: what is new is then open to anybody. */
  readonly open: boolean;
  /** Where a schema stands that has no place of its own. */
  readonly fallback: ChangePlace;
}

/** Alternatives of one keyword that are tried against each other; more of them are held against each other in order. */
const MOST_TRIED = 16;

/**
 * What differs between what two schemas take, or give where they are of replies.
 *
 * @param label what the value is called: `body`, `query parameter limit`
 */
export function compareSchemas(old: Schema, next: Schema, label: string, context: SchemaContext): ChangeList {
  const changes = new ChangeList();
  if (!context.components.areSame(old, next)) {
    new SchemaWalk(context, changes, new Set()).run([old], [next], label);
  }
  return changes;
}

const numbers = new WeakMap<object, number>();
let lastNumber = 0;

function numberOf(schema: Schema): number | boolean {
  if (typeof schema === 'boolean') return schema;
  let number = numbers.get(schema);
  if (number === undefined) numbers.set(schema, (number = lastNumber += 1));
  return number;
}

class SchemaWalk {
  readonly #context: SchemaContext;
  readonly #changes: ChangeList;
  readonly #visited: Set<string>;
  readonly #pending: {
    readonly old: readonly Schema[];
    readonly next: readonly Schema[];
    readonly label: string;
  }[] = [];

  constructor(context: SchemaContext, changes: ChangeList, visited: Set<string>) {
    this.#context = context;
    this.#changes = changes;
    this.#visited = visited;
  }

  /** Compares the schemas that apply to a value with those that applied, and all inside. `[]` takes anything. */
  run(old: readonly Schema[], next: readonly Schema[], label: string): void {
    this.#later(old, next, label);
    // A queue: documents may chain any number of schemas.
    for (const { old: was, next: is, label: given } of this.#pending) this.#compare(was, is, given);
  }

  #later(old: readonly Schema[], next: readonly Schema[], label: string): void {
    this.#pending.push({ old, next, label });
  }

  #compare(old: readonly Schema[], next: readonly Schema[], given: string): void {
    const { comparison, components, traffic, bounds } = this.#context;
    if (old.length === next.length && old.every((schema, index) => components.areSame(schema, next[index]!)))
      return;
    const key = JSON.stringify([old.map(numberOf), next.map(numberOf)]);
    if (this.#visited.has(key)) return;
    this.#visited.add(key);
    const label = labelOf(next) ?? labelOf(old) ?? given;
    const pair: Pair = {
      old: new SchemaParts(old, comparison.old.view),
      next: new SchemaParts(next, comparison.next.view),
      label,
    };
    if (pair.old.never || pair.next.never) {
      if (pair.old.never !== pair.next.never) {
        const text = pair.next.never ? 'No value is taken' : 'Values are taken';
        this.#say(
          pair,
          'condition',
          pair.next.never ? 'stronger' : 'weaker',
          'allOf',
          `${text} for ${quoted(label)}.`,
        );
      }
      return;
    }
    compareKeywords(
      { ...pair, label: quoted(label), traffic, bounds },
      (kind, direction, keyword, text, reason) => {
        this.#say(pair, kind, direction, keyword, text, reason);
      },
    );
    this.#required(pair);
    this.#properties(pair);
    this.#rest(pair);
    this.#items(pair);
    for (const keyword of ['anyOf', 'oneOf'] as const) this.#choices(pair, keyword);
    for (const keyword of INNER) this.#inner(pair, keyword);
    for (const keyword of WHOLE) this.#whole(pair, keyword);
    this.#patterns(pair);
    this.#others(pair);
  }

  #required(pair: Pair): void {
    const [was, is] = [pair.old.required(), pair.next.required()];
    // What replies must hold protects nobody.
    const direction = (given: Direction): Direction =>
      this.#context.traffic === 'reply' ? 'neutral' : given;
    const dropped = [...was].filter((name) => !is.has(name));
    const added = [...is].filter((name) => !was.has(name));
    const { label } = pair;
    if (dropped.length > 0) {
      const text = `${quotedList(dropped)} of ${quoted(label)} may be missing.`;
      this.#say(pair, 'required', direction('weaker'), 'required', text);
    }
    if (added.length > 0) {
      this.#say(
        pair,
        'required',
        direction('stronger'),
        'required',
        `${quotedList(added)} of ${quoted(label)} must be there.`,
      );
    }
  }

  #properties(pair: Pair): void {
    const [old, next] = [pair.old.named('properties'), pair.next.named('properties')];
    for (const [name, schemas] of next) {
      const before = old.get(name);
      if (before === undefined) this.#added(pair, name, schemas);
      else this.#property(before, schemas, `${pair.label}.${name}`);
    }
    for (const [name, schemas] of old) if (!next.has(name)) this.#removed(pair, name, schemas);
  }

  #property(old: readonly Schema[], next: readonly Schema[], label: string): void {
    const { comparison, traffic } = this.#context;
    const [was, is] = [
      propertyRight(old, traffic, comparison.old),
      propertyRight(next, traffic, comparison.next),
    ];
    const kind = traffic === 'request' ? 'writable' : 'readable';
    const pair = { old: is.parts, next: is.parts, label };
    const place = (keyword: string): ChangePlace => this.#place({ ...pair, old: was.parts }, keyword);
    const does = traffic === 'request' ? 'may be sent' : 'is given to callers';
    if (was.hidden !== is.hidden) {
      const text = is.hidden ? `${quoted(label)} ${does} no more.` : `${quoted(label)} ${does} now.`;
      const flag = traffic === 'request' ? 'readOnly' : 'writeOnly';
      this.#changes.add(kind, is.hidden ? 'stronger' : 'weaker', text, place(flag));
    }
    const keyword = `x-security.${traffic === 'request' ? 'write' : 'read'}`;
    const who = `${quoted(label)} ${does}: ${listsText(is.lists)}; it was ${listsText(was.lists)}.`;
    if (!meetsAll(is.clauses, was.clauses)) this.#changes.add(kind, 'weaker', who, place(keyword));
    else if (!meetsAll(was.clauses, is.clauses)) this.#changes.add(kind, 'stronger', who, place(keyword));
    if (!is.hidden) this.#later(old, next, label);
  }

  #added(pair: Pair, name: string, schemas: readonly Schema[]): void {
    const { comparison, keep, traffic, open } = this.#context;
    const label = `${pair.label}.${name}`;
    const right = propertyRight(schemas, traffic, comparison.next);
    if (right.hidden || right.lists.some((list) => list.length === 0)) return;
    const rest = pair.old.rest(keep.old);
    if (rest !== false) {
      this.#later(rest, schemas, label);
      return;
    }
    const does = traffic === 'request' ? 'may be sent' : 'is given to callers';
    const text = `The property ${quoted(label)} is new and ${does}${open ? ', as anybody may call the operation' : ''}.`;
    this.#changes.add('property', open ? 'weaker' : 'neutral', text, this.#propertyPlace(pair, name));
  }

  #removed(pair: Pair, name: string, schemas: readonly Schema[]): void {
    const { comparison, keep, traffic } = this.#context;
    const label = `${pair.label}.${name}`;
    const right = propertyRight(schemas, traffic, comparison.old);
    const rest = pair.next.rest(keep.next);
    const place = this.#propertyPlace(pair, name);
    if (rest === false) {
      if (right.hidden) return;
      const does = traffic === 'request' ? 'is not taken' : 'is not given to callers';
      this.#changes.add('property', 'stronger', `The property ${quoted(label)} ${does} any more.`, place);
      return;
    }
    const text = `The property ${quoted(label)} is not declared any more, and passes as an undeclared one.`;
    if (rest.length === 0 || right.hidden || right.lists.length > 0) {
      this.#changes.add('property', 'weaker', text, place);
    } else this.#later(schemas, rest, label);
  }

  #rest(pair: Pair): void {
    // Where neither schema says anything the policy decides, and that is compared as such.
    if (!pair.old.saysRest && !pair.next.saysRest) return;
    const { keep } = this.#context;
    const [was, is] = [pair.old.rest(keep.old), pair.next.rest(keep.next)];
    const keyword =
      pair.next.values('unevaluatedProperties').length > 0 ? 'unevaluatedProperties' : 'additionalProperties';
    const label = quoted(pair.label);
    if (was === false && is !== false) {
      this.#say(pair, 'property', 'weaker', keyword, `${label} may hold properties nobody declared.`);
    } else if (was !== false && is === false) {
      this.#say(pair, 'property', 'stronger', keyword, `${label} holds no property nobody declared.`);
    } else if (was !== false && is !== false) {
      this.#later(was, is, `${pair.label}.*`);
    }
  }

  #items(pair: Pair): void {
    const [was, is] = [pair.old.schemas('items'), pair.next.schemas('items')];
    if (was.length > 0 || is.length > 0) this.#later(was, is, `${pair.label}[]`);
    const [oldTuples, nextTuples] = [tuplesOf(pair.old), tuplesOf(pair.next)];
    if (oldTuples.length === 0 && nextTuples.length === 0) return;
    const length = Math.max(0, ...[...oldTuples, ...nextTuples].map((tuple) => tuple.length));
    for (let index = 0; index < length; index++) {
      const at = (tuples: readonly (readonly Json[])[], items: readonly Schema[]): readonly Schema[] =>
        tuples.length === 0 ? items : tuples.map((tuple) => tuple[index]).filter(isSchema);
      this.#later(at(oldTuples, was), at(nextTuples, is), `${pair.label}[${String(index)}]`);
    }
  }

  #choices(pair: Pair, keyword: 'anyOf' | 'oneOf'): void {
    const [was, is] = [pair.old.values(keyword).map(schemasIn), pair.next.values(keyword).map(schemasIn)];
    const label = quoted(pair.label);
    for (let index = 0; index < Math.max(was.length, is.length); index++) {
      const [old, next] = [was[index], is[index]];
      if (old === undefined) {
        this.#say(
          pair,
          'condition',
          'stronger',
          keyword,
          `${label} must have one of the forms of ${keyword}.`,
        );
      } else if (next === undefined) {
        this.#say(pair, 'condition', 'weaker', keyword, `The forms of ${keyword} of ${label} are gone.`);
      } else this.#forms(pair, keyword, old, next);
    }
  }

  #forms(pair: Pair, keyword: 'anyOf' | 'oneOf', was: readonly Schema[], is: readonly Schema[]): void {
    const { components } = this.#context;
    const old = [...was];
    const next = is.filter((form) => {
      const same = old.findIndex((other) => components.areSame(other, form));
      if (same >= 0) old.splice(same, 1);
      return same < 0;
    });
    // A component that stands in both is the same form, changed.
    const unmatched = next.filter((form) => {
      const name = labelOf([form]);
      const same = old.findIndex((other) => name !== null && labelOf([other]) === name);
      if (same >= 0) this.#later([old.splice(same, 1)[0]!], [form], pair.label);
      else if (old.length > 0 && old.length <= MOST_TRIED) return !this.#narrows(pair, old, form);
      return same < 0;
    });
    while (unmatched.length > 0 && unmatched.length === old.length) {
      this.#later([old.shift()!], [unmatched.shift()!], pair.label);
    }
    const label = quoted(pair.label);
    if (unmatched.length > 0) {
      this.#say(pair, 'condition', 'weaker', keyword, `${label} may have a form it could not have.`);
    }
    if (old.length === 0) return;
    if (keyword === 'anyOf') {
      this.#say(pair, 'condition', 'stronger', keyword, `${label} cannot have a form it could have.`);
    } else {
      this.#say(
        pair,
        'condition',
        'weaker',
        keyword,
        `${label} has a form less to choose from.`,
        'A value that two forms of oneOf meet was refused.',
      );
    }
  }

  /** Whether a form takes no more than one of the old ones, which is then taken from the list. */
  #narrows(pair: Pair, old: Schema[], form: Schema): boolean {
    for (const [index, other] of old.entries()) {
      const tried = new ChangeList();
      new SchemaWalk(this.#context, tried, new Set(this.#visited)).run([other], [form], pair.label);
      if (tried.all.some(({ direction }) => direction === 'weaker')) continue;
      this.#changes.take(tried.all);
      old.splice(index, 1);
      return true;
    }
    return false;
  }

  #inner(pair: Pair, keyword: (typeof INNER)[number]): void {
    const [was, is] = [pair.old.schemas(keyword), pair.next.schemas(keyword)];
    if (was.length === 1 && is.length === 1) this.#later(was, is, `${pair.label} (${keyword})`);
    else this.#whole(pair, keyword);
  }

  /** Conditions whose insides are not compared: more of them narrow, other ones may do anything. */
  #whole(pair: Pair, keyword: string): void {
    const [was, is] = [pair.old.values(keyword), pair.next.values(keyword)];
    if (valueText(was) === valueText(is)) {
      const changed = pair.next.schemas(keyword).some((schema, index) => {
        const before = pair.old.schemas(keyword)[index];
        return before === undefined || !this.#context.components.areSame(before, schema);
      });
      if (!changed) return;
    }
    const text = `The ${keyword} of ${quoted(pair.label)}`;
    if (was.length === 0) this.#say(pair, 'condition', 'stronger', keyword, `${text} is new.`);
    else if (is.length === 0) this.#say(pair, 'condition', 'weaker', keyword, `${text} is gone.`);
    else {
      const reason = `Two conditions of ${keyword} are not held against each other.`;
      this.#say(pair, 'condition', 'weaker', keyword, `${text} is different.`, reason);
    }
  }

  #patterns(pair: Pair): void {
    const [was, is] = [pair.old.named('patternProperties'), pair.next.named('patternProperties')];
    for (const pattern of new Set([...was.keys(), ...is.keys()])) {
      const [old, next] = [was.get(pattern), is.get(pattern)];
      if (old !== undefined && next !== undefined) {
        this.#property(old, next, `${pair.label}./${pattern}/`);
      } else {
        const text = `Properties of ${quoted(pair.label)} that match ${quoted(pattern)} are ${next === undefined ? 'not ' : ''}declared.`;
        this.#say(
          pair,
          'property',
          'weaker',
          'patternProperties',
          text,
          'What held for their names before is not known.',
        );
      }
    }
  }

  /** Keywords nobody thought of here. */
  #others(pair: Pair): void {
    const keywords = new Set([...pair.old.parts, ...pair.next.parts].flatMap((part) => Object.keys(part)));
    for (const keyword of keywords) {
      if (!COMPARED.has(keyword) && !isAnnotation(keyword)) this.#whole(pair, keyword);
    }
  }

  #say(
    pair: Pair,
    kind: ChangeKind,
    direction: Direction,
    keyword: string,
    message: string,
    reason?: string,
  ): void {
    this.#changes.add(kind, direction, message, this.#place(pair, keyword), reason ?? null);
  }

  #place({ old, next }: Pick<Pair, 'old' | 'next'>, keyword: string): ChangePlace {
    const { comparison, fallback } = this.#context;
    return {
      at: comparison.next.places.schema(next, keyword) ?? fallback.at,
      before: comparison.old.places.schema(old, keyword) ?? fallback.before,
    };
  }

  #propertyPlace(pair: Pair, name: string): ChangePlace {
    const { comparison, fallback } = this.#context;
    return {
      at: comparison.next.places.property(pair.next, name) ?? fallback.at,
      before: comparison.old.places.property(pair.old, name) ?? fallback.before,
    };
  }
}

interface Pair {
  readonly old: SchemaParts;
  readonly next: SchemaParts;
  readonly label: string;
}

/** The component that a lone reference names. */
function labelOf(schemas: readonly Schema[]): string | null {
  const [only, ...others] = schemas;
  if (typeof only !== 'object' || others.length > 0) return null;
  return typeof only['$ref'] === 'string' ? componentName(only['$ref']) : null;
}

function tuplesOf(parts: SchemaParts): readonly (readonly Json[])[] {
  return parts.values('prefixItems').filter(isJsonArray);
}
