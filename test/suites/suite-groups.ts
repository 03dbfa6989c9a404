import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { repository } from '../support/repository.js';
import { rawElements, rawMembers } from './raw-json.js';

const tests = path.join(repository, '../shared/suites/json-schema-test-suite/tests');

/** Whether the shared suites are on this machine. */
export const hasSuites = existsSync(tests);

export type Draft = 'draft2020-12' | 'draft4';

export interface SuiteCase {
  readonly description: string;
  /** JSON text, as the suite writes it. */
  readonly data: string;
  readonly valid: boolean;
}

export interface SuiteGroup {
  /** `<file>: <description>`. */
  readonly name: string;
  /** JSON text. */
  readonly schema: string;
  readonly cases: readonly SuiteCase[];
}

/** Every group of a draft, `optional` included, in the order of its files. */
export function suiteGroups(draft: Draft): readonly SuiteGroup[] {
  const folder = path.join(tests, draft);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .sort()
    .flatMap((file) => {
      const text = readFileSync(path.join(folder, file), 'utf8');
      return rawElements(text).map((group) => readGroup(file.slice(0, -'.json'.length), group));
    });
}

function readGroup(file: string, text: string): SuiteGroup {
  const members = new Map(rawMembers(text));
  return {
    name: `${file}: ${JSON.parse(members.get('description')!) as string}`,
    schema: members.get('schema')!,
    cases: rawElements(members.get('tests')!).map((each) => {
      const entry = new Map(rawMembers(each));
      return {
        description: JSON.parse(entry.get('description')!) as string,
        data: entry.get('data')!,
        valid: entry.get('valid') === 'true',
      };
    }),
  };
}
