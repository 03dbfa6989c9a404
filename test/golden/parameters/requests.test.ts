import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HandlerRequest } from '../../../src/runtime/core/handler.js';
import { GoldenProject, type GoldenServer } from '../golden-project.js';

describe('parameters', () => {
  let project: GoldenProject;
  let server: GoldenServer;

  beforeAll(async () => {
    project = await GoldenProject.create(import.meta.dirname);
    server = await project.serve({ handlers: { simple: echo, styles: echo } });
  }, 120_000);

  afterAll(async () => {
    await server.close();
    project.remove();
  });

  it('are generated as expected, and compile', () => {
    expect(project.written).toEqual(project.expected);
    expect(project.faults).toEqual(['', '']);
  });

  it('arrive decoded from every place, with defaults', async () => {
    const reply = await server.send('GET /simple/7/a%2Cb,c?tag=new&tag=old', {
      'X-Flags': 'true, false',
      'X-Trace-Level': 'debug',
      Cookie: 'theme=dark',
    });
    expect([reply.status, JSON.parse(reply.text)]).toEqual([
      200,
      {
        path: { id: 7, list: ['a,b', 'c'] },
        query: { tag: ['new', 'old'], limit: 20 },
        headers: { 'x-flags': [true, false], 'x-trace-level': 'debug' },
        cookies: { theme: 'dark' },
      },
    ]);
  });

  it('arrive decoded in every style', async () => {
    const json = encodeURIComponent('{"x":5,"y":6}');
    const query = `filter%5Bx%5D=1&pipes=1%7C2&commas=a,b%2Cc&json=${json}`;
    const reply = await server.send(`GET /styles/.1,2/;x=3;y=4?${query}`);
    expect([reply.status, JSON.parse(reply.text)]).toEqual([
      200,
      {
        path: { label: [1, 2], matrix: { x: 3, y: 4 } },
        query: { filter: { x: 1 }, pipes: [1, 2], commas: ['a', 'b,c'], json: { x: 5, y: 6 } },
        headers: {},
        cookies: {},
      },
    ]);
  });

  it.each([
    [
      'GET /simple/0/a',
      {},
      [
        { in: 'header', parameter: 'X-Trace-Level', keyword: 'required' },
        { in: 'path', parameter: 'id', keyword: 'minimum' },
      ],
    ],
    ['GET /simple/0/a', level('debug'), [{ in: 'path', parameter: 'id', keyword: 'minimum' }]],
    ['GET /simple/01/a', level('debug'), [{ in: 'path', parameter: 'id', keyword: 'type' }]],
    ['GET /simple/1/a', level('DEBUG'), [{ in: 'header', parameter: 'x-trace-level', keyword: 'pattern' }]],
    ['GET /simple/1/a?limit=101', level('a'), [{ in: 'query', parameter: 'limit', keyword: 'maximum' }]],
    ['GET /simple/1/a?limit=1&limit=2', level('a'), [{ in: 'query', parameter: 'limit' }]],
    ['GET /simple/1/a?tag=odd', level('a'), [{ in: 'query', parameter: 'tag', keyword: 'enum' }]],
    ['GET /simple/1/a?unknown=1', level('a'), [{ in: 'query' }]],
    ['GET /styles/.1/;y=4', {}, [{ in: 'path', parameter: 'matrix', keyword: 'required' }]],
    ['GET /styles/1/;x=4', {}, [{ in: 'path', parameter: 'label' }]],
    ['GET /styles/.1/;x=4?filter%5Bz%5D=1', {}, [{ in: 'query' }]],
    ['GET /styles/.1/;x=4?json=%7B', {}, [{ in: 'query', parameter: 'json' }]],
  ])('of %s with %o are refused', async (line, headers, errors) => {
    const reply = await server.send(line, headers);
    expect(reply).toMatchObject({ status: 400, code: 'invalid-request' });
    expect(JSON.parse(reply.text)).toMatchObject({ errors });
  });
});

function echo({ path, query, headers, cookies }: HandlerRequest) {
  return { status: 200, body: { path, query, headers, cookies } };
}

function level(text: string): Readonly<Record<string, string>> {
  return { 'X-Trace-Level': text };
}
