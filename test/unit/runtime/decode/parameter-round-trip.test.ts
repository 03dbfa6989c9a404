import fc from 'fast-check';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { WireShape } from '../../../../src/runtime/core/definition.js';
import { compileParameters } from '../../../../src/runtime/decode/parameters.js';
import { array, integer, object, parameter, path, query, source, string } from './parameter-fixture.js';

import { encodePath, encodeQuery, type Styled } from './style-encoder.js';

/** A style without a way to write its own delimiter as data. */
const clean = (value: Styled, forbidden: RegExp): boolean =>
  !(typeof value === 'object' && value !== null ? Object.entries(value).flat() : [value]).some((item) =>
    forbidden.test(String(item)),
  );

describe('round trips', () => {
  const text = fc.string({ unit: 'binary', maxLength: 12 }).filter((value) => !/\p{Cs}/u.test(value));
  const scalar = fc.oneof(
    fc.tuple(fc.constant(string), text),
    fc.tuple(fc.constant(integer), fc.maxSafeInteger()),
    fc.tuple(
      fc.constant<WireShape>({ kind: 'number' }),
      fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((n) => n + 0),
    ),
    fc.tuple(fc.constant<WireShape>({ kind: 'boolean' }), fc.boolean()),
  );
  const key = text.filter((name) => name !== '' && !['__proto__', 'constructor', 'prototype'].includes(name));
  const styled: fc.Arbitrary<[WireShape, Styled]> = fc.oneof(
    scalar.filter(([, value]) => !Object.is(value, -0)),
    fc
      .array(text, { minLength: 1, maxLength: 6 })
      .map((items): [WireShape, Styled] => [array(string), items]),
    fc
      .array(fc.maxSafeInteger(), { minLength: 1, maxLength: 6 })
      .map((items): [WireShape, Styled] => [array(integer), items]),
    fc
      .dictionary(key, text, { minKeys: 1, maxKeys: 5, noNullPrototype: false })
      .map((record): [WireShape, Styled] => [
        object(Object.fromEntries(Object.keys(record).map((name) => [name, string]))),
        record,
      ]),
  );

  it.each(['simple', 'label', 'matrix'] as const)('path, %s', (style) => {
    fc.assert(
      fc.property(styled, fc.boolean(), ([shape, value], explode) => {
        // `.` is unreserved: an exploded label cannot carry it as data.
        fc.pre(style !== 'label' || !explode || typeof value !== 'object' || clean(value, /\./));
        // In an exploded matrix a property named like the parameter cannot be told from the parameter.
        fc.pre(!(typeof value === 'object' && value !== null && 'v' in value));
        const definition = parameter('path', 'v', shape, { style, explode });
        expect(path(definition, encodePath(definition, value))).toEqual(value);
      }),
      { numRuns: 400 },
    );
  });

  it.each(['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'] as const)('query, %s', (style) => {
    fc.assert(
      fc.property(styled, fc.boolean(), ([shape, value], explode) => {
        const composite = typeof value === 'object' && value !== null;
        if (composite && !explode && style === 'spaceDelimited') fc.pre(clean(value, / /));
        if (composite && !explode && style === 'pipeDelimited') fc.pre(clean(value, /\|/));
        if (composite && style === 'deepObject')
          fc.pre(!Object.keys(value).some((name) => /[[\]]/.test(name)));
        const definition = parameter('query', 'v', shape, { style, explode });
        expect(query(definition, encodeQuery(definition, value))).toEqual({ v: value });
      }),
      { numRuns: 400 },
    );
  });

  it('never throws, whatever is sent', () => {
    const shapes: WireShape[] = [
      string,
      integer,
      array(string),
      object({ a: string }, string),
      { kind: 'oneOf', options: [integer, array(string), object({ a: integer })] },
      { kind: 'any' },
    ];
    const styles = ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'] as const;
    const definitions = shapes.flatMap((shape, s) =>
      styles.map((style, i) => parameter('query', `p${s}${i}`, shape, { style, explode: (s + i) % 2 === 0 })),
    );
    const decoder = compileParameters(definitions, 'reject', []);
    const piece = fc.oneof(
      fc.constantFrom(
        '&',
        '=',
        '[',
        ']',
        '%5B',
        '%5D',
        '%',
        '%2C',
        ',',
        '|',
        '+',
        '%20',
        'a',
        '0',
        '1',
        '__proto__',
        '%ff',
      ),
      fc.constantFrom(...definitions.map(({ name }) => name)),
      fc.string({ maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 24 }), (pieces) => {
        const result = decoder(source({ query: pieces.join('') }));
        if (result.ok) expect(({} as { a?: unknown }).a).toBeUndefined();
      }),
      { numRuns: 3_000 },
    );
  });
});

const SUITE = new URL('../../../../../shared/suites/uritemplate-test/', import.meta.url);
const present = existsSync(SUITE);
if (!present) console.warn('SKIPPED: RFC 6570 examples, ../shared/suites/uritemplate-test is absent');

describe.skipIf(!present)('RFC 6570 examples that are OAS styles', () => {
  interface Section {
    readonly variables: Readonly<Record<string, Styled | undefined>>;
    readonly testcases: readonly (readonly [string, string | readonly string[] | false])[];
  }
  /** One variable between literals that stand in the expansion as they are. */
  const TEMPLATE = /^([\w./]*)\{([.;?]?)(\w+)(\*?)\}([\w./]*)$/;

  it.each(['spec-examples-by-section.json', 'spec-examples.json', 'extended-tests.json'])('%s', (file) => {
    const sections = JSON.parse(readFileSync(new URL(file, SUITE), 'utf8')) as Record<string, Section>;
    let checked = 0;
    for (const { variables, testcases } of Object.values(sections)) {
      for (const [template, expansions] of testcases) {
        const match = TEMPLATE.exec(template);
        if (match === null || expansions === false) continue;
        const [, before, operator, name, star, after] = match as unknown as [
          string,
          string,
          string,
          string,
          string,
          string,
        ];
        const value = variables[name];
        // RFC 6570 §2.3: undefined values and empty lists are not written at all.
        if (
          value === undefined ||
          value === null ||
          (typeof value === 'object' && Object.keys(value).length === 0)
        )
          continue;
        const explode = star === '*';
        const shape = Array.isArray(value)
          ? array(string)
          : typeof value === 'object'
            ? object({}, string)
            : string;
        const expected = typeof value === 'object' ? value : String(value);
        for (const expansion of typeof expansions === 'string' ? [expansions] : expansions) {
          const text = expansion.slice(before.length, expansion.length - after.length);
          if (operator === '?') {
            const definition = parameter('query', name, shape, { style: 'form', explode });
            expect(query(definition, text.slice(1))).toEqual({ [name]: expected });
          } else {
            const style = operator === '.' ? 'label' : operator === ';' ? 'matrix' : 'simple';
            // An exploded label cannot carry a dot as data, since RFC 6570 does not encode it.
            if (style === 'label' && explode && JSON.stringify(value).includes('.')) continue;
            expect(path(parameter('path', name, shape, { style, explode }), text)).toEqual(expected);
          }
          checked++;
        }
      }
    }
    expect(checked).toBeGreaterThan(0);
  });

  it.each(['spec-examples-by-section.json', 'spec-examples.json', 'extended-tests.json'])(
    '%s, all variables of a query together',
    (file) => {
      const sections = JSON.parse(readFileSync(new URL(file, SUITE), 'utf8')) as Record<string, Section>;
      let checked = 0;
      for (const { variables, testcases } of Object.values(sections)) {
        for (const [template, expansions] of testcases) {
          const lists = [...template.matchAll(/\{[?&]([^}]*)\}/g)].map(([, list]) => list!);
          if (lists.length === 0 || expansions === false || lists.some((list) => list.includes(':')))
            continue;
          const expected: Record<string, unknown> = {};
          const definitions = lists.flatMap((list) =>
            list.split(',').flatMap((entry) => {
              const explode = entry.endsWith('*');
              const key = explode ? entry.slice(0, -1) : entry;
              const value = variables[key];
              // RFC 6570 §2.3.
              if (value === undefined || value === null) return [];
              if (typeof value === 'object' && Object.keys(value).length === 0) return [];
              const name = decodeURIComponent(key);
              const shape = Array.isArray(value)
                ? array(string)
                : typeof value === 'object'
                  ? object({}, string)
                  : string;
              expected[name] = typeof value === 'object' ? value : String(value);
              return [parameter('query', name, shape, { explode })];
            }),
          );
          for (const expansion of typeof expansions === 'string' ? [expansions] : expansions) {
            const sent = expansion.slice(expansion.search(/[?&]|$/) + 1);
            // `?fixed=yes{&x}`: what stands in the template itself is nobody's variable.
            expect(query(definitions, sent, 'ignore'), template).toEqual(expected);
            checked++;
          }
        }
      }
      expect(checked).toBeGreaterThan(2);
    },
  );
});
