import type { Log } from 'sarif';
import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../../../src/diagnostics/diagnostics.js';
import { githubAnnotations } from '../../../src/diagnostics/github-annotations.js';
import { sarifLog } from '../../../src/diagnostics/sarif-log.js';
import { JsonPositions } from '../../../src/load/json-positions.js';

const cwd = '/work';
const file = '/work/api dir/a.json';
const text = '{\n  "one": 1,\n  "two": "x"\n}\n';

function found(): Diagnostics {
  const diagnostics = new Diagnostics();
  const positions = new JsonPositions(text);
  diagnostics.addSource({ path: file, text, range: (pointer, on) => positions.range(pointer, on) });
  diagnostics.report(
    'duplicate-key',
    { file, pointer: '/two', on: 'value' },
    'Wrong: 100%,\nreally\u001b[31m',
    {
      help: 'Do better.\nNow.',
      related: [{ message: 'Compare', at: { file, pointer: '/one', on: 'key' } }],
    },
  );
  diagnostics.report('number-precision', { file, pointer: '/one', on: 'value' }, 'Large');
  diagnostics.report('file-not-found', { file: '/elsewhere/b#.json', pointer: '', on: 'value' }, 'Gone');
  diagnostics.report('output-not-writable', null, 'No place', { help: null });
  return diagnostics;
}

describe('sarifLog', () => {
  it('is a log of SARIF 2.1.0 with a rule for each code', () => {
    const { list, sources } = found();
    const log: Log = sarifLog(list, sources, { cwd, version: '1.2.3' });
    expect(log.version).toBe('2.1.0');
    const [run] = log.runs;
    expect(run!.tool.driver).toMatchObject({ name: 'oasgard', version: '1.2.3' });
    expect(run!.columnKind).toBe('utf16CodeUnits');
    const rules = run!.tool.driver.rules!.map(({ id }) => id);
    expect(rules).toEqual(['duplicate-key', 'file-not-found', 'number-precision', 'output-not-writable']);
    for (const { ruleId, ruleIndex } of run!.results!) expect(rules[ruleIndex!]).toBe(ruleId);
    expect(run!.results!.map(({ ruleId, level }) => `${level} ${ruleId}`)).toEqual([
      'error output-not-writable',
      'error file-not-found',
      'note number-precision',
      'error duplicate-key',
    ]);
  });

  it('gives places as regions, relative to the folder where they are in it', () => {
    const { list, sources } = found();
    const [none, outside, , whole] = sarifLog(list, sources, { cwd, version: '1' }).runs[0]!.results;
    expect(none!.locations).toEqual([]);
    expect(outside!.locations[0]!.physicalLocation).toEqual({
      artifactLocation: { uri: 'file:///elsewhere/b%23.json' },
    });
    expect(whole).toMatchObject({
      message: { text: 'Wrong: 100%,<U+000A>really<U+001B>[31m\nDo better.\nNow.' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'api%20dir/a.json' },
            region: { startLine: 3, startColumn: 10, endLine: 3, endColumn: 13 },
          },
          logicalLocations: [{ fullyQualifiedName: '/two' }],
        },
      ],
      relatedLocations: [
        { message: { text: 'Compare' }, physicalLocation: { region: { startLine: 2, startColumn: 3 } } },
      ],
      properties: { severity: 'error' },
    });
  });

  it('is empty where nothing was found', () => {
    expect(sarifLog([], new Map(), { cwd, version: '1' }).runs[0]!.results).toEqual([]);
  });
});

describe('githubAnnotations', () => {
  it('writes one escaped workflow command for each diagnostic', () => {
    const { list, sources } = found();
    expect(githubAnnotations(list, sources, cwd)).toBe(
      [
        '::error title=output-not-writable (error)::No place',
        '::error file=../elsewhere/b#.json,title=file-not-found (error)::Gone%0ACheck the path; relative paths start at the folder of the file that names them.',
        '::notice file=api dir/a.json,line=2,endLine=2,col=10,endColumn=11,title=number-precision (low)::Large%0AWrite it in quotes where it is a value; as a bound, use one up to 9007199254740991.',
        '::error file=api dir/a.json,line=3,endLine=3,col=10,endColumn=13,title=duplicate-key (error)::Wrong: 100%25,<U+000A>really<U+001B>[31m%0ADo better.%0ANow.',
        '',
      ].join('\n'),
    );
  });

  it('lets no file name end its property', () => {
    const diagnostics = new Diagnostics();
    diagnostics.report('file-empty', { file: '/work/a,b::c\n.yaml', pointer: '', on: 'value' }, 'Empty', {
      help: null,
    });
    expect(githubAnnotations(diagnostics.list, diagnostics.sources, cwd)).toBe(
      '::error file=a%2Cb%3A%3Ac<U+000A>.yaml,title=file-empty (error)::Empty\n',
    );
  });
});
