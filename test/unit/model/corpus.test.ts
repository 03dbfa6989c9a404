import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

import { Diagnostics } from '../../../src/diagnostics/diagnostics.js';
import { loadDocument } from '../../../src/load/load-document.js';
import { buildApi } from '../../../src/model/build-api.js';
import type { Api } from '../../../src/model/api.js';
import { isIdentifier, isReserved } from '../../../src/model/identifier.js';
import { normalizeDocument } from '../../../src/normalize/normalize-document.js';
import { resolvePolicy } from '../../../src/policy/resolve-policy.js';
import { checkDocument } from '../../../src/resolve/check-document.js';

const CORPUS = path.resolve(import.meta.dirname, '../../../../shared/corpus');
const present = existsSync(CORPUS);
if (!present) process.stderr.write(`SKIPPED: the corpus tests of the model need ${CORPUS}\n`);

interface Entry {
  readonly id: string;
  readonly file: string;
  readonly format?: string;
}

function entries(): readonly Entry[] {
  const manifest = readFileSync(path.join(CORPUS, 'MANIFEST.json'), 'utf8');
  const { documents } = JSON.parse(manifest) as { readonly documents: readonly Entry[] };
  return documents.filter(({ file }) => file.startsWith('docs/'));
}

/** Codes for which a document is refused, and rightly so. A listed document that builds fails the test too. */
const REFUSED: Readonly<Record<string, string>> = {
  'readme-undefined-scheme': 'undefined-scheme',
  // It is there to be found fault with: a flow has an unknown member, another lacks its scopes.
  'oas32-kitchen-sink': 'schema-violation',
  // The path is an exploit of a generator, unbalanced braces and all.
  'rapid7-js': 'invalid-path',
};

/** Codes of the passes before: a reference to the network. */
const NOT_READ: ReadonlySet<string> = new Set(['reference-forbidden']);

function read(file: string): { readonly api: Api | null; readonly errors: ReadonlySet<string> } {
  const diagnostics = new Diagnostics();
  const loaded = loadDocument(path.join(CORPUS, file), {}, diagnostics);
  if (loaded !== null) checkDocument(loaded, diagnostics);
  const document = loaded === null ? null : normalizeDocument(loaded, diagnostics);
  const api =
    document === null || diagnostics.list.some(({ code }) => NOT_READ.has(code))
      ? null
      : buildApi(document, resolvePolicy(document, diagnostics), [], diagnostics);
  const errors = diagnostics.list.filter(({ severity }) => severity === 'error').map(({ code }) => code);
  return { api, errors: new Set(errors) };
}

/** What would be wrong with a model of any document, in words. */
function faultsOf(api: Api, complete: boolean): readonly string[] {
  const faults: string[] = [];
  const unique = (what: string, values: readonly string[]): void => {
    if (new Set(values).size !== values.length) faults.push(`${what} are not unique`);
  };
  unique(
    'names',
    api.operations.map(({ name }) => name),
  );
  unique(
    'type names',
    api.operations.map(({ typeName }) => typeName),
  );
  unique(
    'file names',
    api.operations.map(({ fileName }) => fileName),
  );
  unique(
    'tag files',
    api.tags.map(({ fileName }) => fileName),
  );
  const schemes = new Set(api.schemes.map(({ name }) => name));
  const users = new Map(api.policies.map(({ name, operations }) => [name, new Set(operations)]));
  for (const { name, tag, requirements, access } of api.operations) {
    if (!isIdentifier(name) || isReserved(name)) faults.push(`${name} is no name`);
    if (!api.tags.includes(tag)) faults.push(`${name} has a tag of its own`);
    // What is not decided is denied, and what asks for credentials names schemes that are known.
    if (requirements === null && access.kind === 'authenticated')
      faults.push(`${name} is authenticated by nothing`);
    for (const { scheme } of requirements?.flatMap(({ credentials }) => credentials) ?? []) {
      if (complete && !schemes.has(scheme)) faults.push(`${name} requires ${scheme}, which is gone`);
    }
    if (
      access.kind === 'authenticated' &&
      access.object !== null &&
      !users.get(access.object.policy)?.has(name)
    ) {
      faults.push(`${name} is not listed under its policy`);
    }
  }
  return faults;
}

function undecided(api: Api): number {
  return api.operations.filter(({ access }) => access.kind === 'undecided').length;
}

describe.skipIf(!present)('the corpus', () => {
  it.each(present ? entries() : [])(
    '$id is built, or refused for a true reason',
    ({ id, file }) => {
      const { api, errors } = read(file);
      if (api === null) {
        expect([...errors].every((code) => NOT_READ.has(code))).toBe(true);
        return;
      }
      expect([...errors]).toEqual(REFUSED[id] === undefined ? [] : [REFUSED[id]]);

      expect(faultsOf(api, errors.size === 0)).toEqual([]);
    },
    120_000,
  );

  it('leaves ten of the nineteen operations of petstore undecided', () => {
    const { api } = read('docs/petstore-3.yaml');
    expect([api?.operations.length, api === null ? null : undecided(api)]).toEqual([19, 10]);
  });

  it('serves the first of the twins in box, and loses no other operation', () => {
    const { api } = read('docs/box.json');
    expect(api?.operations).toHaveLength(278);
  });
});
