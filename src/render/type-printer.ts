import transformSchemaObject from 'openapi-typescript/dist/transform/schema-object.mjs';
import type { SchemaObject, TransformNodeOptions } from 'openapi-typescript';
import ts from 'typescript';
import { stringLiteral } from './string-literal.js';
import { LINE_BREAK, type TypedSchema } from './typed-schema.js';

const WIDTH = 110;

const SAFE_URL = ts.factory.createTypeReferenceNode('SafeUrl');

const BIGINT = ts.factory.createKeywordTypeNode(ts.SyntaxKind.BigIntKeyword);

/** What openapi-typescript has no words for. */
function special(schema: TypedSchema): ts.TypeNode | undefined {
  if ('format' in schema) return SAFE_URL;
  if (!('bigint' in schema)) return undefined;
  return schema.bigint === true ? BIGINT : bigintLiteral(BigInt(schema.bigint));
}

function bigintLiteral(value: bigint): ts.TypeNode {
  const literal = ts.factory.createBigIntLiteral(`${String(value < 0n ? -value : value)}n`);
  return ts.factory.createLiteralTypeNode(
    value < 0n ? ts.factory.createPrefixUnaryExpression(ts.SyntaxKind.MinusToken, literal) : literal,
  );
}

/** Prints typed schemas with openapi-typescript's transform and the compiler's printer. */
export class TypePrinter {
  readonly #options: TransformNodeOptions;
  readonly #printer = ts.createPrinter({ newLine: ts.NewLineKind.LineFeed });
  readonly #file = ts.createSourceFile('types.ts', '', ts.ScriptTarget.ESNext, false, ts.ScriptKind.TS);

  /** `resolve`: the typed schema a reference names. */
  constructor(resolve: (ref: string) => TypedSchema) {
    this.#options = {
      ctx: {
        additionalProperties: false,
        alphabetize: false,
        arrayLength: false,
        conditionalEnums: false,
        dedupeEnums: false,
        // Whether a default makes a property certain depends on the direction; the typed schema already says.
        defaultNonNullable: false,
        discriminators: { objects: {}, refsHandled: [] },
        emptyObjectsUnknown: true,
        enum: false,
        enumValues: false,
        excludeDeprecated: false,
        exportType: false,
        generatePathParams: false,
        immutable: false,
        indentArray: false,
        injectFooter: [],
        makePathsEnum: false,
        pathParamsAsTypes: false,
        propertiesRequiredByDefault: false,
        rootTypes: false,
        rootTypesKeepCasing: false,
        rootTypesNoSchemaPrefix: false,
        silent: true,
        transform: (schema: TypedSchema) => special(schema),
        resolve: (ref: string) => requirable(resolve(ref), resolve),
      } as unknown as TransformNodeOptions['ctx'],
    };
  }

  /** A type expression. */
  expression(schema: TypedSchema): string {
    return tidy(this.#print(this.#transform(schema)));
  }

  /** `export interface <name> { … }`, or an alias where the type is no plain object. */
  declaration(name: string, schema: TypedSchema): string {
    const type = this.#transform(schema);
    const modifiers = [ts.factory.createModifier(ts.SyntaxKind.ExportKeyword)];
    const node = ts.isTypeLiteralNode(type)
      ? ts.factory.createInterfaceDeclaration(modifiers, name, undefined, undefined, type.members)
      : ts.factory.createTypeAliasDeclaration(modifiers, name, undefined, type);
    return tidy(this.#print(node));
  }

  /** Whether some type printed so far uses the helper `WithRequired`. */
  get needsWithRequired(): boolean {
    return this.#options.ctx.injectFooter.length > 0;
  }

  #transform(schema: TypedSchema): ts.TypeNode {
    return transformSchemaObject(schema as SchemaObject, this.#options);
  }

  #print(node: ts.Node): string {
    return this.#printer.printNode(ts.EmitHint.Unspecified, node, this.#file);
  }
}

/**
 * What `required` beside a reference can apply to: the properties certain to be keys of the type. openapi-typescript
 * asks for nothing else of what a reference names.
 */
function requirable(
  schema: TypedSchema,
  resolve: (ref: string) => TypedSchema,
): { readonly properties: object } | undefined {
  if ('properties' in schema) return { properties: schema.properties ?? {} };
  if ('$ref' in schema) return requirable(resolve(schema.$ref), resolve);
  if (!('allOf' in schema)) return undefined;
  const parts = schema.allOf.map((part) => requirable(part, resolve)?.properties ?? {});
  return { properties: Object.assign(Object.create(null) as object, ...parts) as object };
}

/**
 * The compiler prints four blanks, double quotes and ASCII; comments arrive on one line. This gives the text the form
 * of the files around it. It sees whole comments and whole literals, so that it cannot mistake one for the other.
 */
function tidy(text: string): string {
  const tokens = text.replaceAll(TOKEN, (token) =>
    token.startsWith('"') ? stringLiteral(unquote(token)) : token,
  );
  return tokens
    .split('\n')
    .map((line) => layOut(line.replace(/^(?: {4})+/, (blanks) => ' '.repeat(blanks.length / 2))))
    .join('\n');
}

const TOKEN = /\/\*[^]*?\*\/|"(?:[^"\\]|\\[^])*"/g;

/** The value of a literal as the compiler's printer or `JSON.stringify` wrote it. */
function unquote(literal: string): string {
  const json = literal.replaceAll(
    /\\(?:u\{([\dA-Fa-f]+)\}|x([\dA-Fa-f]{2})|(0)|(v)|([^"\\/bfnrtu]))/g,
    escapeForJson,
  );
  return JSON.parse(
    json.replaceAll(/[\u0000-\u001f]/g, (character) => JSON.stringify(character).slice(1, -1)),
  ) as string;
}

function escapeForJson(
  _: string,
  brace?: string,
  hex?: string,
  zero?: string,
  tab?: string,
  other?: string,
): string {
  if (brace !== undefined)
    return JSON.stringify(String.fromCodePoint(Number.parseInt(brace, 16))).slice(1, -1);
  if (hex !== undefined) return `\\u00${hex}`;
  if (zero !== undefined) return '\\u0000';
  return tab === undefined ? other! : '\\u000b';
}

function layOut(line: string): string {
  const indent = /^ */.exec(line)![0];
  if (line.startsWith('/*', indent.length)) return layOutComment(line, indent);
  return line.length > WIDTH ? breakUnion(line, indent) : line;
}

function layOutComment(line: string, indent: string): string {
  const lines = line.slice(indent.length + '/** '.length, -' */'.length).split(LINE_BREAK);
  if (lines.length === 1) return line;
  const body = lines.map((text) => (text === '' ? `${indent} *` : `${indent} * ${text}`));
  return [`${indent}/**`, ...body, `${indent} */`].join('\n');
}

/** One member a line. Only members without braces: those that have some were printed on several lines. */
function breakUnion(line: string, indent: string): string {
  // What stands in quotes must not be taken for punctuation: the same line with every literal blotted out.
  const blank = line.replaceAll(QUOTED, (quoted) => 'x'.repeat(quoted.length));
  const match = /^(.*?(?:\??:| =)) [^{}()<>]*;$/.exec(blank);
  if (match === null) return line;
  const start = match[1]!.length;
  const members: string[] = [];
  for (let from = start + 1; from < line.length;) {
    const bar = blank.indexOf(' | ', from);
    const to = bar === -1 ? line.length - 1 : bar;
    members.push(`\n${indent}  | ${line.slice(from, to)}`);
    from = bar === -1 ? line.length : bar + 3;
  }
  return members.length === 1 ? line : `${line.slice(0, start)}${members.join('')};`;
}

const QUOTED = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g;
