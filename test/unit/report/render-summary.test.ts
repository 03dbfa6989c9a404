import { describe, expect, it } from 'vitest';
import { renderSummary } from '../../../src/report/render-summary.js';
import type { Summary } from '../../../src/report/summarize.js';

const at = { file: '/w/openapi.yaml', pointer: '/paths/~1a/get', on: 'key' } as const;
const style = { color: false, cwd: '/w', out: 'server', placeOf: () => 'openapi.yaml:7' };
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
    { severity: 'high', code: 'weak-flow', count: 3, message: 'It is weak.', at },
    { severity: 'medium', code: 'access-undecided', count: 1, message: 'Nothing decides.', at },
  ],
  firstRun: true,
  kept: [],
  missingDependencies: [],
};

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
  GET /a'b  openapi.yaml:7

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
  high    weak-flow  openapi.yaml:7 and 2 more
          It is weak.

Next
  cd server
  npm install
  npm run dev
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
        findings: [{ ...summary.findings[0]!, message: evil }],
      },
      files,
      style,
    );
    expect(text).not.toMatch(/[\u001B\u0007\u202E]/);
    expect(text.split('\n').length).toBe(
      renderSummary({ ...summary, guards: summary.guards.slice(0, 1) }, files, style).split('\n').length,
    );
  });

  it('colors only where asked', () => {
    expect(renderSummary(summary, files, style)).not.toContain('\u001B');
    expect(renderSummary(summary, files, { ...style, color: true })).toContain('\u001B[');
  });
});
