import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HandlerRequest } from '../../../src/runtime/core/handler.js';
import { GoldenProject, type GoldenServer } from '../golden-project.js';

describe('path keys', () => {
  let project: GoldenProject;
  let server: GoldenServer;

  beforeAll(async () => {
    project = await GoldenProject.create(import.meta.dirname);
    const names = [
      'getFile',
      'deleteFile',
      'renameFile',
      'getLatest',
      'search',
      'searchBeta',
      'searchFast',
      'compare',
    ];
    server = await project.serve({
      handlers: Object.fromEntries(names.map((name) => [name, handlerOf(name)])),
    });
  }, 120_000);

  afterAll(async () => {
    await server.close();
    project.remove();
  });

  it('are generated as expected, and compile', () => {
    expect(project.written).toEqual(project.expected);
    expect(project.faults).toEqual(['', '']);
  });

  it.each([
    ['GET /live/files/7', { getFile: { id: '7' } }],
    ['GET /live/files/a%20b', { getFile: { id: 'a b' } }],
    ['GET /live/files/latest', { getLatest: {} }],
    ['DELETE /live/files/7', { deleteFile: { fileId: '7' } }],
    ['PUT /live/files/7', { renameFile: { id: '7' } }],
    ['GET /live/search?q=x', { search: { q: 'x' } }],
    ['GET /live/search?beta=true&q=x', { searchBeta: { q: 'x' } }],
    ['GET /live/search?q=x&beta=true', { searchBeta: { q: 'x' } }],
    ['GET /live/search?fast=1&beta=true', { searchFast: {} }],
    ['GET /live/compare/main...dev.diff', { compare: { base: 'main', head: 'dev' } }],
    ['GET /live/compare/v1.0...v1.1.diff', { compare: { base: 'v1.0', head: 'v1.1' } }],
  ])('serve %s', async (line, expected) => {
    const reply = await server.send(line);
    expect([reply.status, JSON.parse(reply.text)]).toEqual([200, expected]);
  });

  it.each([
    ['GET /live/search?beta=false', 400, 'invalid-request'],
    ['GET /live/files', 404, 'not-found'],
    ['GET /live/files/', 404, 'not-found'],
    ['GET /live/files/7/', 404, 'not-found'],
    ['GET /files/7', 404, 'not-found'],
    ['GET /live/Files/7', 404, 'not-found'],
    ['GET /live/compare/main..dev.diff', 404, 'not-found'],
    ['GET /live/compare/...dev.diff', 404, 'not-found'],
    ['POST /live/files/7', 405, 'method-not-allowed'],
    // The path is matched before the method, and `latest` is a path of its own.
    ['DELETE /live/files/latest', 405, 'method-not-allowed'],
    ['GET /live/files/a%2Fb', 400, 'invalid-target'],
    ['GET /live/files/%2e%2e', 400, 'invalid-target'],
  ])('refuse %s', async (line, status, code) => {
    expect(await server.send(line)).toMatchObject({ status, code });
  });

  it('list the methods of merged templates', async () => {
    const reply = await server.send('POST /live/files/7');
    expect(reply.headers['allow']).toBe('DELETE, GET, HEAD, OPTIONS, PUT');
  });
});

function handlerOf(name: string) {
  return ({ path, query }: HandlerRequest) => ({ status: 200, body: { [name]: { ...path, ...query } } });
}
