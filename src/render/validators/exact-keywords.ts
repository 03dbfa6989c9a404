/**
 * The keywords of numbers for values that hold bigints where a double holds no integer (`validation.int64: bigint`).
 * JavaScript compares a number and a bigint by what they are worth, so that every verdict is exact.
 */
import type { CodeKeywordDefinition, KeywordCxt } from 'ajv';
import { _, and, not, or, type Code, type Name } from 'ajv/dist/compile/codegen/index.js';

import type { Json } from '../../load/json.js';
import { EXACT } from '../../runtime/validate/schema-errors.js';
import { constant, runtimeImport, type Constant } from './constant.js';
import { checkedFormats } from './formats.js';
import { literal } from './literal.js';

type Use = (cxt: KeywordCxt, prefix: 'func' | 'pattern' | 'obj', value: Constant) => Name;

/** More scalars than this are looked up in a set. */
const INLINE_VALUES = 8;

const BOUNDS = [
  ['maximum', '<='],
  ['exclusiveMaximum', '<'],
  ['minimum', '>='],
  ['exclusiveMinimum', '>'],
] as const;

/** @param use gives a constant a name in generated code */
export function exactKeywords(use: Use): readonly CodeKeywordDefinition[] {
  return [type(use), ...BOUNDS.map(([keyword, holds]) => bound(keyword, holds)), ...others(use)];
}

function isNumber(data: Name): Code {
  return _`(typeof ${data} == "number" || typeof ${data} == "bigint")`;
}

function type(use: Use): CodeKeywordDefinition {
  return {
    keyword: `${EXACT}type`,
    schemaType: 'array',
    error: { message: '', params: ({ schemaCode }) => _`{type: ${schemaCode}}` },
    code(cxt) {
      const tests = (cxt.schema as readonly string[]).map((name) => typeTest(name, cxt, use));
      cxt.fail(not(or(...tests)));
    },
  };
}

function typeTest(name: string, cxt: KeywordCxt, use: Use): Code {
  const { data } = cxt;
  switch (name) {
    case 'null':
      return _`${data} === null`;
    case 'array':
      return _`Array.isArray(${data})`;
    case 'object':
      return _`typeof ${data} == "object" && ${data} && !Array.isArray(${data})`;
    case 'integer':
      return _`${use(cxt, 'func', runtimeImport('int64', 'isExactInteger'))}(${data})`;
    case 'number':
      return _`(typeof ${data} == "bigint" || (typeof ${data} == "number" && isFinite(${data})))`;
    default:
      return _`typeof ${data} == ${name}`;
  }
}

function bound(keyword: string, holds: string): CodeKeywordDefinition {
  return {
    keyword: EXACT + keyword,
    schemaType: 'number',
    error: {
      message: '',
      params: ({ schemaCode }) => _`{comparison: ${holds}, limit: ${schemaCode}}`,
    },
    code(cxt) {
      const { data, schemaCode } = cxt;
      cxt.fail(and(isNumber(data), not(comparison(holds, data, schemaCode))));
    },
  };
}

function comparison(holds: string, data: Name, limit: Code | number | boolean): Code {
  switch (holds) {
    case '<=':
      return _`(${data} <= ${limit})`;
    case '<':
      return _`(${data} < ${limit})`;
    case '>=':
      return _`(${data} >= ${limit})`;
    default:
      return _`(${data} > ${limit})`;
  }
}

function others(use: Use): readonly CodeKeywordDefinition[] {
  return [
    {
      keyword: `${EXACT}multipleOf`,
      schemaType: 'number',
      error: { message: '', params: ({ schemaCode }) => _`{multipleOf: ${schemaCode}}` },
      code(cxt) {
        const isMultiple = use(cxt, 'func', runtimeImport('is-multiple-of', 'isMultipleOf'));
        cxt.fail(and(isNumber(cxt.data), _`!${isMultiple}(${cxt.data}, ${Number(cxt.schema)})`));
      },
    },
    {
      keyword: `${EXACT}format`,
      schemaType: 'string',
      error: { message: '', params: ({ schemaCode }) => _`{format: ${schemaCode}}` },
      code(cxt) {
        failFormat(cxt, use);
      },
    },
    {
      keyword: `${EXACT}enum`,
      schemaType: 'array',
      code(cxt) {
        cxt.fail(not(or(...listed(cxt, use))));
      },
    },
  ];
}

function failFormat(cxt: KeywordCxt, use: Use): void {
  const { data } = cxt;
  const name = String(cxt.schema);
  const checked = checkedFormats.get(name);
  if (checked === undefined) return;
  const test = use(
    cxt,
    'func',
    name === 'int64' ? runtimeImport('int64', 'isExactInt64') : runtimeImport(checked.module, checked.name),
  );
  if (name === 'int64') cxt.fail(and(isNumber(data), _`!${test}(${data})`));
  else if (checked.type === 'string') cxt.fail(_`typeof ${data} == "string" && !${test}(${data})`);
  // No other numeric format takes what a double does not hold.
  else cxt.fail(_`typeof ${data} == "bigint" || (typeof ${data} == "number" && !${test}(${data}))`);
}

/** Tests of which one holds for a listed value; none where there is no value. */
function listed(cxt: KeywordCxt, use: Use): readonly Code[] {
  const values = cxt.schema as readonly Json[];
  const scalars = values.filter((value) => typeof value !== 'object' || value === null);
  const composites = values.filter((value) => typeof value === 'object' && value !== null);
  const narrow = _`${use(cxt, 'func', runtimeImport('narrow', 'narrow'))}(${cxt.data})`;
  const tests: Code[] = [];
  if (scalars.length > INLINE_VALUES) {
    const set = use(cxt, 'obj', constant('values', `new Set(${literal(scalars)})`));
    tests.push(_`${set}.has(${narrow})`);
  } else {
    for (const value of scalars) tests.push(_`${narrow} === ${value}`);
  }
  for (const value of composites) {
    const equal = use(cxt, 'func', runtimeImport('deep-equal', 'deepEqual'));
    tests.push(_`${equal}(${cxt.data}, ${use(cxt, 'obj', constant('value', literal(value)))})`);
  }
  return tests.length === 0 ? [_`false`] : tests;
}
