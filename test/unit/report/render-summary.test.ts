import { describe, expect, it } from 'vitest';
import { renderSummary } from '../../../src/report/render-summary.js';
import type { Diagnostic } from '../../../src/diagnostics/diagnostic.js';
import type { Api } from '../../../src/model/api.js';
import { summarize, type Summary } from '../../../src/report/summarize.js';

const at = { file: '/w/openapi.yaml', pointer: '/paths/~1a/get', on: 'key' } as const;
const style = { color: false, cwd: '/w', out: 'server', placeOf: () => 'openapi.yaml:7:5', frameOf };
function frameOf(_at: object, gutter: number, mark: (text: string) => string): readonly string[] {
  return [`${'7'.padStart(gutter)} |     get:`, `${''.padStart(gutter)} |     ${mark('^^^')}`];
}

const files = { created: ['a', 'b'], updated: [], removed: [], unchanged: [] };

const summary: Summary = {
  title: 'Orders',
  version: '1.0.0',
  operations: 5,
  guards: [
    {
      kind: 'authenticated',
      schemes: [['oauth'], ['key', 'mtls']],
      operations: 2,
      withRoles: 2,
      withObjectPolicy: 1,
    },
    { kind: 'authenticated', schemes: [['oauth'], []], operations: 1, withRoles: 0, withObjectPolicy: 0 },
    { kind: 'public', schemes: [], operations: 1, withRoles: 0, withObjectPolicy: 0 },
    { kind: 'undecided', schemes: [], operations: 1, withRoles: 0, withObjectPolicy: 0 },
  ],
  objectPolicies: ['order'],
  undecided: [{ method: 'GET', path: "/a'b", name: 'a', at, secured: false }],
  scheme: 'oauth',
  findings: [
    {
      severity: 'high',
      code: 'weak-flow',
      count: 3,
      messages: [{ message: 'It is weak.', help: 'Use another:\n\nflow: code', count: 3, at }],
    },
    {
      severity: 'medium',
      code: 'access-undecided',
      count: 1,
      messages: [{ message: 'Nothing decides.', help: 'Decide.', count: 1, at }],
    },
  ],
  firstRun: true,
  kept: [],
  missingDependencies: [],
  start: ['npm run dev'],
};

const emptyApi = { title: 'T', version: '1', operations: [], policies: [], schemes: [] } as unknown as Api;

function finding(message: string, help: string | null): Diagnostic {
  return { code: 'schema-violation', severity: 'medium', message, help, at, related: [] };
}

/** Findings of one code with these messages, as often as each says, and a slip of the pen behind them. */
function diagnosticsOf(
  messages: readonly { readonly message: string; readonly count: number }[],
): readonly Diagnostic[] {
  return [
    ...messages.flatMap(({ message, count }) => Array.from({ length: count }, () => finding(message, null))),
    finding('"gte" has no meaning here', 'Did you mean "get"?'),
  ];
}

describe('renderSummary', () => {
  it('says at a glance what guards what, what is open and what comes next', () => {
    expect(renderSummary(summary, files, style)).toBe(`Orders 1.0.0: 5 operations
server: 2 files created.

  Guarded by                      Operations
  oauth, or key and mtls                   2  all by role or scope, 1 by object policy
  oauth, or anonymous                      1
  nothing: public                          1
  undecided: denied to everybody           1

Undecided: 1 operation answers 403 access-undecided until the document says who may call it.
  GET /a'b  openapi.yaml:7:5

Decide in the document, or in an overlay for --overlay. For the first of them:
  overlay: 1.0.0
  info: { title: Who may call what, version: 1.0.0 }
  actions:
    - target: $
      update: { x-security: { version: 1 } }
    - target: "$.paths['/a\\\\'b'].get"
      update: { security: [{ "oauth": [] }], x-security: { access: authenticated } }
      # or, for anybody: { security: [], x-security: { access: public } }

Weak or worth knowing: 3 high.
  high    weak-flow  openapi.yaml:7:5 and 2 more
          It is weak.
        7 |     get:
          |     ^^^
          help: Use another:

                flow: code

Next
  cd server
  npm install
  npm run dev
`);
  });

  it('shows every message of a kind once, up to six, those with a slip of the pen first', () => {
    const messages = Array.from({ length: 8 }, (_, index) => ({
      message: `It lacks ${index}.`,
      count: index + 1,
    }));
    const counted = summarize(emptyApi, diagnosticsOf(messages), {
      firstRun: false,
      kept: [],
      missingDependencies: [],
      start: [],
    });
    const text = renderSummary(counted, files, style);
    expect(text).toContain(`Weak or worth knowing: 37 medium.
  medium  schema-violation  openapi.yaml:7:5
          "gte" has no meaning here
        7 |     get:
          |     ^^^
          help: Did you mean "get"?
  medium  schema-violation  openapi.yaml:7:5
          It lacks 0.
        7 |     get:
          |     ^^^
  medium  schema-violation  openapi.yaml:7:5 and 1 more
          It lacks 1.
        7 |     get:
          |     ^^^
  medium  schema-violation  openapi.yaml:7:5 and 2 more
          It lacks 2.
        7 |     get:
          |     ^^^
  medium  schema-violation  openapi.yaml:7:5 and 3 more
          It lacks 3.
        7 |     get:
          |     ^^^
  medium  schema-violation  openapi.yaml:7:5 and 4 more
          It lacks 4.
        7 |     get:
          |     ^^^
          … and 21 more of schema-violation (see --format json)
`);
  });

  it('is short when nothing is new', () => {
    const quiet = { ...summary, undecided: [], findings: [], guards: [], firstRun: false };
    const unchanged = { created: [], updated: [], removed: [], unchanged: ['a'] };
    expect(renderSummary(quiet, unchanged, style)).toBe(
      'Orders 1.0.0: 5 operations\nserver: nothing to change.\n',
    );
  });

  it('counts what happened to files, and quotes paths for the shell', () => {
    const mixed = { created: ['a'], updated: ['b', 'c'], removed: ['d'], unchanged: ['e'] };
    const text = renderSummary({ ...summary, missingDependencies: ['jose@^6'] }, mixed, {
      ...style,
      out: 'a b$(x)',
    });
    expect(text).toContain('1 file created, 2 updated, 1 removed, 1 unchanged.');
    expect(text).toContain("  cd 'a b$(x)'\n  npm install jose@^6\n  npm run dev");
  });

  it('lets no text of the document reach the terminal unescaped', () => {
    const evil = '\u001B]0;x\u0007\n\u202E';
    const text = renderSummary(
      {
        ...summary,
        title: evil,
        version: evil,
        scheme: evil,
        guards: [{ ...summary.guards[0]!, schemes: [[evil]] }],
        undecided: [{ ...summary.undecided[0]!, path: evil }],
        findings: [
          {
            ...summary.findings[0]!,
            messages: [{ ...summary.findings[0]!.messages[0]!, message: evil, help: evil.replace('\n', '') }],
          },
        ],
      },
      files,
      style,
    );
    expect(text).not.toMatch(/[\u001B\u0007\u202E]/);
    expect(text.split('\n').length).toBe(
      // The way out of the other has three lines.
      renderSummary({ ...summary, guards: summary.guards.slice(0, 1) }, files, style).split('\n').length - 2,
    );
  });

  it('colors only where asked', () => {
    expect(renderSummary(summary, files, style)).not.toContain('\u001B');
    expect(renderSummary(summary, files, { ...style, color: true })).toContain('\u001B[');
  });
});
