/** What an operation takes and gives: parameters, bodies, replies. */
import { quoted } from '../diagnostics/quoted.js';
import type { Schema } from '../normalize/normalized-document.js';
import type { ChangeKind } from './change.js';
import type { ChangeList, ChangePlace } from './change-list.js';
import type { ChangedComponents } from './changed-components.js';
import { isSame } from './compare-access.js';
import { compareSchemas, type SchemaContext } from './compare-schemas.js';
import type { Comparison, OperationPair } from './comparison.js';
import { isOpen } from './is-open.js';
import type { SecuredBody, SecuredContent, SecuredField, SecuredParameter } from './security-model.js';

export function compareTraffic(
  pair: OperationPair,
  comparison: Comparison,
  components: ChangedComponents,
  changes: ChangeList,
): void {
  new TrafficComparison(pair, comparison, components, changes).compare();
}

class TrafficComparison {
  readonly #pair: OperationPair;
  readonly #changes: ChangeList;
  readonly #place: ChangePlace;
  readonly #open: boolean;
  readonly #context: Omit<SchemaContext, 'traffic' | 'fallback'>;

  constructor(
    pair: OperationPair,
    comparison: Comparison,
    components: ChangedComponents,
    changes: ChangeList,
  ) {
    const { old, next } = pair;
    this.#pair = pair;
    this.#changes = changes;
    this.#place = comparison.operationPlace(pair);
    this.#open = isOpen(next);
    this.#context = {
      comparison,
      components,
      bounds: { old: old.bounds, next: next.bounds },
      keep: {
        old: old.validation.unknownProperties === 'keep',
        next: next.validation.unknownProperties === 'keep',
      },
      open: this.#open,
    };
  }

  compare(): void {
    this.#parameters();
    this.#body();
    this.#replies();
  }

  #parameters(): void {
    const { old, next } = this.#pair;
    // Path parameters are matched by place: their names are the author's.
    const pathNames = old.parameters.filter((parameter) => parameter.in === 'path');
    let position = 0;
    const left = new Set(old.parameters);
    for (const parameter of next.parameters) {
      const before =
        parameter.in === 'path'
          ? pathNames[position++]
          : old.parameters.find((other) => other.in === parameter.in && sameName(other, parameter));
      if (before === undefined) this.#new('parameter', `The ${nameOf(parameter)}`, parameter.origin);
      else {
        left.delete(before);
        this.#parameter(before, parameter);
      }
    }
    for (const parameter of left) {
      const place = { at: this.#place.at, before: parameter.origin ?? this.#place.before };
      this.#changes.add('parameter', 'stronger', `The ${nameOf(parameter)} is not taken any more.`, place);
    }
  }

  #parameter(old: SecuredParameter, next: SecuredParameter): void {
    const place = this.#placeOf(old, next);
    const name = nameOf(next);
    if (old.required !== next.required) {
      const text = next.required ? `The ${name} must be there.` : `The ${name} may be missing.`;
      this.#changes.add('required', next.required ? 'stronger' : 'weaker', text, place);
    }
    if (old.allowEmptyValue !== next.allowEmptyValue) {
      const text = `The ${name} ${next.allowEmptyValue ? 'may' : 'cannot'} be empty.`;
      this.#changes.add('parameter', next.allowEmptyValue ? 'weaker' : 'stronger', text, place);
    }
    if (!isSame(styleOf(old), styleOf(next))) {
      this.#changes.add('parameter', 'neutral', `The ${name} is written in another style.`, place);
    }
    this.#schemas(old.schema, next.schema, name, 'request', place);
  }

  #body(): void {
    const [old, next] = [this.#pair.old.requestBody, this.#pair.next.requestBody];
    if (old === null || next === null) {
      if (next !== null) this.#new('body', 'A body', next.content[0]?.origin);
      else if (old !== null) this.#changes.add('body', 'stronger', 'No body is taken any more.', this.#place);
      return;
    }
    if (old.required !== next.required) {
      const text = next.required ? 'The body must be there.' : 'The body may be missing.';
      this.#changes.add('required', next.required ? 'stronger' : 'weaker', text, this.#place);
    }
    this.#contents(old, next);
  }

  #contents(old: SecuredBody, next: SecuredBody): void {
    for (const content of next.content) {
      const before = old.content.find(({ mediaType }) => mediaType === content.mediaType);
      if (before === undefined) {
        this.#new('body', `A body of the media type ${quoted(content.mediaType)}`, content.origin);
      } else this.#content(before, content);
    }
    for (const { mediaType, origin } of old.content) {
      if (next.content.some((content) => content.mediaType === mediaType)) continue;
      const place = { at: this.#place.at, before: origin ?? this.#place.before };
      this.#changes.add(
        'body',
        'stronger',
        `No body of the media type ${quoted(mediaType)} is taken any more.`,
        place,
      );
    }
  }

  #content(old: SecuredContent, next: SecuredContent): void {
    const place = this.#placeOf(old, next);
    if (old.codec !== next.codec) {
      this.#changes.unclear(
        'body',
        `A body of the media type ${quoted(next.mediaType)} is read as ${next.codec}, not as ${old.codec}.`,
        place,
        'What was checked and what is checked are not comparable.',
      );
    }
    for (const field of next.fields) {
      const before = old.fields.find(({ name }) => name === field.name);
      if (before !== undefined) this.#field(before, field, place);
    }
    this.#schemas(old.schema, next.schema, 'body', 'request', place);
  }

  #field(old: SecuredField, next: SecuredField, place: ChangePlace): void {
    const label = `The field ${quoted(next.name)}`;
    if (old.file !== next.file) {
      const reason = 'Files are streamed to the handler, other fields are checked before.';
      const text = `${label} is ${next.file ? 'a file' : 'no file any more'}.`;
      if (next.file) this.#changes.unclear('body', text, place, reason);
      else this.#changes.add('body', 'neutral', text, place);
    }
    this.#partHeaders(old, next, place);
    if (old.maxBytes !== next.maxBytes) {
      const weaker = (next.maxBytes ?? Infinity) > (old.maxBytes ?? Infinity);
      const shown = next.maxBytes === null ? 'as many bytes as the body' : `${String(next.maxBytes)} bytes`;
      this.#changes.add('body-limit', weaker ? 'weaker' : 'stronger', `${label} may have ${shown}.`, place);
    }
    // An empty list takes any type.
    const added = next.contentTypes.filter((type) => !old.contentTypes.includes(type));
    const dropped = old.contentTypes.filter((type) => !next.contentTypes.includes(type));
    if (old.contentTypes.length > 0 && (added.length > 0 || next.contentTypes.length === 0)) {
      const shown = next.contentTypes.length === 0 ? 'any type' : added.map(quoted).join(', ');
      this.#changes.add('body', 'weaker', `${label} may also hold ${shown}.`, place);
    } else if (next.contentTypes.length > 0 && (dropped.length > 0 || old.contentTypes.length === 0)) {
      const shown = next.contentTypes.map(quoted).join(', ');
      this.#changes.add('body', 'stronger', `${label} holds only ${shown}.`, place);
    }
  }

  #partHeaders(old: SecuredField, next: SecuredField, place: ChangePlace): void {
    const label = `The part ${quoted(next.name)}`;
    for (const header of next.headers ?? []) {
      const before = old.headers?.find(({ name }) => isSameName(name, header.name));
      if (before?.required === header.required) continue;
      if (header.required) {
        this.#changes.add('body', 'stronger', `${label} must have the header ${quoted(header.name)}.`, place);
      } else if (before !== undefined) {
        this.#changes.add(
          'body',
          'weaker',
          `${label} need not have the header ${quoted(header.name)}.`,
          place,
        );
      }
    }
    for (const header of old.headers ?? []) {
      const after = next.headers?.find(({ name }) => isSameName(name, header.name));
      if (after === undefined) {
        this.#changes.add('body', 'weaker', `${label} may have any header ${quoted(header.name)}.`, place);
      } else this.#schemas(header.schema, after.schema, 'body', 'request', place);
    }
  }

  #replies(): void {
    const { old, next } = this.#pair;
    for (const reply of next.replies) {
      const before = old.replies.find(({ status }) => status === reply.status);
      if (before === undefined) {
        if (reply.content.length > 0)
          this.#new('reply', `The reply ${reply.status}`, reply.content[0]?.origin);
        continue;
      }
      for (const content of reply.content) {
        const other = before.content.find(({ mediaType }) => mediaType === content.mediaType);
        if (other === undefined) {
          const what = `The media type ${quoted(content.mediaType)} of the reply ${reply.status}`;
          this.#new('reply', what, content.origin);
          continue;
        }
        const place = this.#placeOf(other, content);
        if (other.codec !== content.codec) {
          this.#changes.unclear(
            'reply',
            `The reply ${reply.status} is written as ${content.codec}, not as ${other.codec}.`,
            place,
            'Only JSON is looked into before it leaves.',
          );
        }
        this.#schemas(other.schema, content.schema, `reply ${reply.status}`, 'reply', place);
      }
      for (const header of reply.headers) {
        const other = before.headers.find(({ name }) => name.toLowerCase() === header.name.toLowerCase());
        const label = `header ${header.name} of the reply ${reply.status}`;
        if (other === undefined)
          this.#new('reply', `The header ${quoted(header.name)} of the reply ${reply.status}`, undefined);
        else this.#schemas(other.schema, header.schema, label, 'reply', this.#place);
      }
    }
    for (const { status, content } of old.replies) {
      if (content.length === 0 || next.replies.some((reply) => reply.status === status)) continue;
      this.#changes.add('reply', 'stronger', `The reply ${status} is not sent any more.`, this.#place);
    }
  }

  /** What is new is guarded like the rest of the operation, or open to anybody like it. */
  #new(kind: ChangeKind, what: string, origin: ChangePlace['at'] | undefined): void {
    const place = { at: origin ?? this.#place.at, before: this.#place.before };
    const open = this.#open ? ', and anybody may call the operation' : '';
    this.#changes.add(kind, this.#open ? 'weaker' : 'neutral', `${what} is new${open}.`, place);
  }

  #schemas(
    old: Schema | null,
    next: Schema | null,
    label: string,
    traffic: SchemaContext['traffic'],
    fallback: ChangePlace,
  ): void {
    if (old === null && next === null) return;
    const context = { ...this.#context, traffic, fallback };
    this.#changes.take(compareSchemas(old ?? true, next ?? true, label, context).all);
  }

  #placeOf(
    old: { readonly origin?: ChangePlace['at'] | undefined },
    next: { readonly origin?: ChangePlace['at'] | undefined },
  ): ChangePlace {
    return { at: next.origin ?? this.#place.at, before: old.origin ?? this.#place.before };
  }
}

/** How its text becomes a value. */
function styleOf({ style, explode, json, querystring }: SecuredParameter): readonly unknown[] {
  return [style, explode, json, querystring?.mediaType ?? null, querystring?.codec ?? null];
}

function nameOf({ name, in: place }: SecuredParameter): string {
  return `${place} parameter ${quoted(name)}`;
}

/** Names of header fields are case-insensitive (RFC 9110 §5.1). */
function sameName(one: SecuredParameter, other: SecuredParameter): boolean {
  return one.in === 'header' ? one.name.toLowerCase() === other.name.toLowerCase() : one.name === other.name;
}

/** Field names are compared without regard to case (RFC 9110 §5.1). */
function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
