/**
 * Keywords that ajv gets wrong or slow for servers, and the one that JSON Schema has not: defined as ajv keywords, so
 * that they take part in everything ajv does around them.
 */
import type { AnySchema, CodeKeywordDefinition, KeywordCxt } from 'ajv';
import { _, and, not, or, type Code, type Name } from 'ajv/dist/compile/codegen/index.js';
import { alwaysValidSchema, mergeEvaluated } from 'ajv/dist/compile/util.js';

import type { Json } from '../../load/json.js';
import { constant, constantKey, runtimeImport, type Constant, type RuntimeImport } from './constant.js';
import { checkedFormats } from './formats.js';
import { literal } from './literal.js';
import { exactKeywords } from './exact-keywords.js';
import { compilePattern, patternConstant } from './pattern.js';

/** A name in generated code for a constant; `ref` is how the assembler learns what it stands for. */
function use(cxt: KeywordCxt, prefix: 'func' | 'pattern' | 'obj', value: Constant): Name {
  return cxt.gen.scopeValue(prefix, { key: constantKey(value), ref: value, code: _`undefined` });
}

const urlRule: RuntimeImport = { kind: 'import', module: 'url/url-rule', name: 'urlRule' };
const codePointLength = runtimeImport('code-point-length', 'codePointLength');

const maxLength: CodeKeywordDefinition = {
  keyword: 'maxLength',
  type: 'string',
  schemaType: 'number',
  error: { message: '', params: ({ schemaCode }) => _`{limit: ${schemaCode}}` },
  code(cxt) {
    const limit = Number(cxt.schema);
    // Code units are at least as many as code points: the count is needed for long strings only.
    cxt.fail(
      _`${cxt.data}.length > ${limit} && ${use(cxt, 'func', codePointLength)}(${cxt.data}) > ${limit}`,
    );
  },
};

const minLength: CodeKeywordDefinition = {
  keyword: 'minLength',
  type: 'string',
  schemaType: 'number',
  error: { message: '', params: ({ schemaCode }) => _`{limit: ${schemaCode}}` },
  code(cxt) {
    const limit = Number(cxt.schema);
    if (limit <= 1) {
      cxt.fail(_`${cxt.data}.length < ${limit}`);
      return;
    }
    // A code point is at most two code units.
    const length = use(cxt, 'func', codePointLength);
    cxt.fail(
      _`${cxt.data}.length < ${limit} || ${cxt.data}.length < ${2 * limit} && ${length}(${cxt.data}) < ${limit}`,
    );
  },
};

const pattern: CodeKeywordDefinition = {
  keyword: 'pattern',
  type: 'string',
  schemaType: 'string',
  code(cxt) {
    const name = use(cxt, 'pattern', patternConstant(compilePattern(String(cxt.schema))));
    const mismatch = _`!${name}.test(${cxt.data})`;
    const limit: unknown = cxt.parentSchema['maxLength'];
    // ajv goes on after a failed maxLength; the pattern must not see what is too long.
    cxt.fail(typeof limit === 'number' ? _`${cxt.data}.length <= ${2 * limit} && ${mismatch}` : mismatch);
  },
};

const format: CodeKeywordDefinition = {
  keyword: 'format',
  type: ['string', 'number'],
  schemaType: 'string',
  error: { message: '', params: ({ schemaCode }) => _`{format: ${schemaCode}}` },
  code(cxt, ruleType) {
    const checked = checkedFormats.get(String(cxt.schema));
    if (checked === undefined || checked.type !== ruleType) return;
    cxt.fail(_`!${use(cxt, 'func', runtimeImport(checked.module, checked.name))}(${cxt.data})`);
  },
};

function isScalar(value: Json): value is null | boolean | number | string {
  return typeof value !== 'object' || value === null;
}

/** More scalars than this are looked up in a set. */
const INLINE_VALUES = 8;

const enumeration: CodeKeywordDefinition = {
  keyword: 'enum',
  schemaType: 'array',
  code(cxt) {
    const values = cxt.schema as readonly Json[];
    const scalars = values.filter(isScalar);
    const composites = values.filter((value) => !isScalar(value));
    const accepted: Code[] = [];
    if (scalars.length > INLINE_VALUES) {
      const set = use(cxt, 'obj', constant('values', `new Set(${literal(scalars)})`));
      accepted.push(_`${set}.has(${cxt.data})`);
    } else {
      for (const value of scalars) accepted.push(_`${cxt.data} === ${value}`);
    }
    for (const value of composites) {
      const equal = use(cxt, 'func', runtimeImport('deep-equal', 'deepEqual'));
      accepted.push(_`${equal}(${cxt.data}, ${use(cxt, 'obj', constant('value', literal(value)))})`);
    }
    if (accepted.length === 0) cxt.fail();
    else cxt.fail(not(or(...accepted)));
  },
};

const uniqueItems: CodeKeywordDefinition = {
  keyword: 'uniqueItems',
  type: 'array',
  schemaType: 'boolean',
  code(cxt) {
    const unique = use(cxt, 'func', runtimeImport('has-unique-items', 'hasUniqueItems'));
    cxt.fail(and(_`${cxt.data}.length > 1`, _`!${unique}(${cxt.data})`));
  },
};

const multipleOf: CodeKeywordDefinition = {
  keyword: 'multipleOf',
  type: 'number',
  schemaType: 'number',
  error: { message: '', params: ({ schemaCode }) => _`{multipleOf: ${schemaCode}}` },
  code(cxt) {
    const divisor = Number(cxt.schema);
    const isMultiple = use(cxt, 'func', runtimeImport('is-multiple-of', 'isMultipleOf'));
    cxt.fail(
      Number.isInteger(divisor)
        ? _`${cxt.data} % ${divisor} !== 0`
        : _`!${isMultiple}(${cxt.data}, ${divisor})`,
    );
  },
};

/** `type: integer` takes what a double holds exactly (semantics §6, Numbers). */
const safeInteger: CodeKeywordDefinition = {
  keyword: 'safeInteger',
  type: 'number',
  schemaType: 'boolean',
  code(cxt) {
    cxt.fail(_`Number.isInteger(${cxt.data}) && !Number.isSafeInteger(${cxt.data})`);
  },
};

/** `required` for names that objects inherit. */
const ownRequired: CodeKeywordDefinition = {
  keyword: 'ownRequired',
  type: 'object',
  schemaType: 'array',
  error: {
    message: '',
    params: ({ params }) => _`{missingProperty: ${params['missingProperty']}}`,
  },
  code(cxt) {
    for (const name of cxt.schema as readonly string[]) {
      cxt.setParams({ missingProperty: name }, true);
      cxt.fail(_`!Object.hasOwn(${cxt.data}, ${name})`);
    }
  },
};

/**
 * ajv's own leaves the variable that says "valid so far" unset for an empty array, and then skips every keyword that
 * follows where it stops at the first error (inside `not` and `if`).
 */
const prefixItems: CodeKeywordDefinition = {
  keyword: 'prefixItems',
  type: 'array',
  schemaType: 'array',
  before: 'contains',
  code(cxt) {
    const { gen, data, it } = cxt;
    const schemas = cxt.schema as readonly AnySchema[];
    if (it.opts.unevaluated && schemas.length > 0 && it.items !== true) {
      it.items = mergeEvaluated.items(gen, schemas.length, it.items);
    }
    const valid = gen.name('valid');
    gen.var(valid, true);
    for (const [index, schema] of schemas.entries()) {
      if (alwaysValidSchema(it, schema)) continue;
      gen.if(_`${data}.length > ${index}`, () => {
        cxt.subschema({ keyword: 'prefixItems', schemaProp: index, dataProp: index }, valid);
      });
      cxt.ok(valid);
    }
  },
};

/** `url` of `x-security`. */
const url: CodeKeywordDefinition = {
  keyword: 'url',
  type: 'string',
  schemaType: 'object',
  code(cxt) {
    const expression = `urlRule(${literal(cxt.schema as Json)})`;
    const check = use(cxt, 'func', constant('url', expression, [urlRule]));
    const limit: unknown = cxt.parentSchema['maxLength'];
    const refused = _`!${check}(${cxt.data})`;
    // ajv goes on after a failed maxLength; what is too long need not be parsed.
    cxt.fail(typeof limit === 'number' ? _`${cxt.data}.length <= ${2 * limit} && ${refused}` : refused);
  },
};

/** A property that only the server sets. */
const readOnly: CodeKeywordDefinition = {
  keyword: 'readOnly',
  schemaType: 'boolean',
  code(cxt) {
    cxt.fail();
  },
};

export const keywords: readonly CodeKeywordDefinition[] = [
  maxLength,
  minLength,
  pattern,
  format,
  enumeration,
  uniqueItems,
  multipleOf,
  safeInteger,
  ownRequired,
  prefixItems,
  readOnly,
  url,
  ...exactKeywords(use),
];
