import type { Diagnostics } from '../../diagnostics/diagnostics.js';
import type { Api, Operation, ReplyContent } from '../../model/api.js';
import { SchemaView } from '../../model/schema-view.js';
import type { Schema } from '../../normalize/normalized-document.js';
import { AjvCompiler } from './ajv-compiler.js';
import { runtimeImport, type RuntimeImport } from './constant.js';
import { checkFunction, checkName, type GeneratedFunction } from './generated-function.js';
import { FinishGenerator } from './finish-generator.js';
import { GuardGenerator, type GuardKind } from './guard-generator.js';
import { flaggedComponents } from './flagged-components.js';
import { Identifiers } from './identifiers.js';
import { Locations } from './location.js';
import { renderModules, type EntryModule } from './module-graph.js';
import { NodeInterner } from './node-interner.js';
import {
  bodySchema,
  parametersSchema,
  partHeadersSchema,
  replyVariant,
  requestVariant,
} from './operation-schemas.js';
import { ReplyGenerator } from './reply-generator.js';
import { InexactNumbers } from './inexact-numbers.js';
import { SchemaFaults } from './schema-faults.js';
import { children, inPlace, type Definition, type SchemaNode } from './schema-node.js';
import { SchemaReader } from './schema-reader.js';
import { variantKey, type Variant } from './variant.js';

/**
 * The compiled checks of every operation: `src/generated/validators/<operation.fileName>.js` and `.d.ts`, and the
 * modules they share. Paths are relative to the project. Same model, same bytes.
 *
 * Schemas that cannot be compiled (a pattern that is no regular expression, a keyword of the wrong type) are reported;
 * the files are then incomplete and not to be written.
 *
 * @param onPart called before each operation and each schema that is compiled
 */
export function renderValidators(
  api: Api,
  diagnostics: Diagnostics,
  onPart: () => void = () => undefined,
): ReadonlyMap<string, string> {
  return new ValidatorRenderer(api, diagnostics).render(onPart);
}

class ValidatorRenderer {
  readonly #api: Api;
  readonly #view: SchemaView;
  readonly #faults: SchemaFaults;
  readonly #numbers: InexactNumbers;
  readonly #identifiers = new Identifiers();
  readonly #readers = new Map<string, SchemaReader>();
  readonly #interner = new NodeInterner();
  #readOnly: ReadonlySet<string> | null = null;
  readonly #roots: Definition[] = [];
  readonly #functions = new Map<string, GeneratedFunction>();
  readonly #locations = new Locations();
  readonly #finishers: FinishGenerator;
  readonly #writerNames = new Identifiers();
  readonly #writers = new Map<string, ReplyGenerator>();
  /** Definitions whose checks tell guards which alternatives apply. */
  readonly #checked: Definition[] = [];
  readonly #guards: Readonly<Record<GuardKind, GuardGenerator>>;

  constructor(api: Api, diagnostics: Diagnostics) {
    this.#api = api;
    this.#view = new SchemaView(api.schemas);
    this.#faults = new SchemaFaults(diagnostics, api.origins);
    this.#numbers = new InexactNumbers(diagnostics, api.origins);
    this.#finishers = new FinishGenerator(this.#locations, this.#functions, this.#identifiers);
    const guards = (kind: GuardKind): GuardGenerator =>
      new GuardGenerator({
        kind,
        functions: this.#functions,
        finishers: this.#finishers,
        onCheck: (definition) => this.#checked.push(definition),
      });
    this.#guards = {
      request: guards('request'),
      reply: guards('reply'),
      sensitive: guards('sensitive'),
      int64: guards('int64'),
    };
  }

  render(onPart: () => void): ReadonlyMap<string, string> {
    const entries = this.#api.operations.map((operation) => {
      onPart();
      return this.#entry(operation);
    });
    const checked = [...this.#writers.values()].flatMap((writer) => writer.checked);
    const definitions = closure([...this.#roots, ...checked, ...this.#checked]);
    const compiler = new AjvCompiler(
      this.#locations,
      definitions.some(({ node }) => usesUnevaluated(node)),
    );
    for (const definition of definitions) compiler.add(definition);
    for (const definition of definitions) {
      onPart();
      this.#functions.set(checkName(definition), checkFunction(definition, compiler.compile(definition)));
    }
    return renderModules(entries, this.#functions);
  }

  #entry(operation: Operation): EntryModule {
    const calls = new Set<string>();
    const imports: RuntimeImport[] = [];
    const runtime = (module: string, name: string): string => {
      imports.push(runtimeImport(module, name));
      return name;
    };
    const request = this.#reader(requestVariant(operation));
    const reading = ({ node, name }: Definition, finish: string | null): string => {
      const collector = this.#guards.int64.guard(node, name);
      if (collector !== null) calls.add(collector);
      const rest = finish === null ? '' : `, ${finish}`;
      return `${runtime('int64', 'readInt64')}(${collector ?? 'null'}${rest})`;
    };
    const input = (schema: Schema | null, name: string): string => {
      if (schema === null) return 'null';
      const definition = this.#root(request, schema, `${operation.typeName}${name}`);
      calls.add(checkName(definition));
      const check = `${runtime('input-check', 'inputCheck')}(${checkName(definition)}`;
      const finisher = this.#finishers.finisher([definition.node], definition.name);
      const stripping = finisher === null ? null : `${runtime('finish', 'finishWith')}(${finisher})`;
      const finish = operation.int64 === 'bigint' ? reading(definition, stripping) : stripping;
      const guard = this.#guards.request.guard(definition.node, definition.name);
      const collector = this.#guards.sensitive.guard(definition.node, definition.name);
      for (const called of [finisher, guard, collector]) if (called !== null) calls.add(called);
      const more = [
        ...(guard === null ? [] : [`restricted: ${runtime('guard', 'restrictedProperties')}(${guard})`]),
        ...(collector === null ? [] : [`sensitive: ${collector}`]),
      ];
      if (more.length > 0) return `${check}, ${finish ?? 'undefined'}, { ${more.join(', ')} })`;
      return finish === null ? `${check})` : `${check}, ${finish})`;
    };
    const parameters = input(parametersSchema(operation), 'Parameters');
    const bodies = (operation.requestBody?.content ?? []).map((content) =>
      input(bodySchema(operation, content, this.#view, this.#api.origins), 'Body'),
    );
    const parts = (operation.requestBody?.content ?? []).map(({ fields }) => {
      const entries = fields.flatMap(({ name, headers }) =>
        headers === undefined
          ? []
          : [`[${JSON.stringify(name)}, ${input(partHeadersSchema(headers), 'PartHeaders')}]`],
      );
      return entries.length === 0 ? null : `new Map([${entries.join(', ')}])`;
    });
    const reply = this.#reader(replyVariant(operation));
    const output = (content: ReplyContent, status: string): string => {
      if (content.schema === null || content.codec === 'binary') return 'null';
      const hint = `${operation.typeName}Reply${status}`;
      const node = reply.read(content.schema);
      const writer = this.#writer(reply.variant).writer([node], hint);
      const guard = this.#guards.reply.guard(node, hint);
      const collector = this.#guards.sensitive.guard(node, hint);
      for (const called of [writer, guard, collector]) if (called !== null) calls.add(called);
      const more = [
        ...(guard === null ? [] : [`guard: ${guard}`]),
        ...(collector === null ? [] : [`sensitive: ${collector}`]),
      ];
      const check = `${runtime('reply-check', 'replyCheck')}(${writer}`;
      return more.length === 0 ? `${check})` : `${check}, { ${more.join(', ')} })`;
    };
    const replies = operation.replies.map(
      ({ status, content }) => `[${content.map((media) => output(media, status)).join(', ')}]`,
    );
    const lines = [
      '{',
      `  parameters: ${parameters},`,
      `  bodies: [${bodies.join(', ')}],`,
      ...(parts.every((part) => part === null) ? [] : [`  parts: [${parts.map(String).join(', ')}],`]),
      ...(replies.length === 0
        ? ['  replies: [],']
        : ['  replies: [', ...replies.map((row) => `    ${row},`), '  ],']),
      '}',
    ];
    return { fileName: operation.fileName, expression: lines.join('\n'), calls, imports };
  }

  #writer({ keep, int64 }: Variant): ReplyGenerator {
    const key = `${String(keep)} ${int64}`;
    const present = this.#writers.get(key);
    if (present) return present;
    const writer = new ReplyGenerator({
      locations: this.#locations,
      functions: this.#functions,
      finishers: this.#finishers,
      guards: this.#guards.reply,
      definitionNames: this.#identifiers,
      names: this.#writerNames,
      keep,
      int64,
    });
    this.#writers.set(key, writer);
    return writer;
  }

  #reader(variant: Variant): SchemaReader {
    const key = variantKey(variant);
    const present = this.#readers.get(key);
    if (present) return present;
    // A PUT differs from other requests where something is readOnly.
    const shared =
      variant.direction === 'replacement'
        ? {
            reader: this.#reader({ ...variant, direction: 'request' }),
            differing: this.#readOnlyComponents(),
          }
        : null;
    const reader = new SchemaReader(variant, {
      components: this.#api.schemas,
      hasPolicies: this.#api.hasSchemaPolicies,
      faults: this.#faults,
      numbers: this.#numbers,
      identifiers: this.#identifiers,
      interner: this.#interner,
      shared,
    });
    this.#readers.set(key, reader);
    return reader;
  }

  #readOnlyComponents(): ReadonlySet<string> {
    this.#readOnly ??= flaggedComponents(this.#api.schemas, 'readOnly');
    return this.#readOnly;
  }

  /** The definition of a schema that stands in an operation; a plain reference is its target. */
  #root(reader: SchemaReader, schema: Schema, name: string): Definition {
    const node = reader.read(schema);
    const isReference = typeof node === 'object' && node.ref !== undefined && Object.keys(node).length === 1;
    const definition = isReference && node.ref ? node.ref : { name: this.#identifiers.unique(name), node };
    this.#roots.push(definition);
    return definition;
  }
}

/** The definitions and all that they refer to, each before those that refer to it where there is no cycle. */
function closure(roots: readonly Definition[]): readonly Definition[] {
  const found = new Set<Definition>(roots);
  for (const definition of found) {
    for (const node of nodes(definition.node)) if (typeof node === 'object' && node.ref) found.add(node.ref);
  }
  return [...found];
}

/** A node and all below it, references not followed. */
function* nodes(node: SchemaNode): Generator<SchemaNode> {
  yield node;
  if (typeof node === 'boolean') return;
  for (const part of inPlace(node)) yield* nodes(part);
  for (const child of children(node)) yield* nodes(child);
}

function usesUnevaluated(root: SchemaNode): boolean {
  for (const node of nodes(root)) {
    if (
      typeof node === 'object' &&
      (node.unevaluatedItems !== undefined || node.unevaluatedProperties !== undefined)
    ) {
      return true;
    }
  }
  return false;
}
