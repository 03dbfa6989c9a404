import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allowedMethods, endpointFor, Router } from '../../../../src/runtime/core/router.js';
import { segmentsOf } from './orders-api.js';

/** A router whose values are `METHOD template`; `?a=b` of a template becomes query constants. */
function routerOf(routes: readonly string[], basePath = ''): Router<string> {
  const router = new Router<string>();
  for (const route of routes) {
    const [method = '', key = ''] = route.split(' ');
    const [path = '', query] = key.split('?');
    const queryConstants = (query?.split('&') ?? []).map((pair) => {
      const [name = '', value = null] = pair.split('=');
      return { name, value };
    });
    router.add(basePath, { method, segments: segmentsOf(path), queryConstants }, route);
  }
  return router;
}

function match(router: Router<string>, method: string, target: string) {
  const [path = '', query = ''] = target.split('?');
  const values: string[] = [];
  const found = router.find(path, query, values);
  if (found === null) return null;
  const endpoint = endpointFor(found, method, query);
  if (endpoint === undefined) return { allow: allowedMethods(found, query) };
  return {
    route: endpoint.value,
    values: Object.fromEntries(endpoint.parameters.map((name, index) => [name, values[index]])),
  };
}

describe('Router', () => {
  it('prefers literals to mixed segments and those to parameters, at each segment', () => {
    const router = routerOf(['GET /a/{x}', 'GET /a/b', 'GET /a/{x}.json', 'GET /a/v{x}.json', 'GET /{y}/c']);
    expect(match(router, 'GET', '/a/b')).toEqual({ route: 'GET /a/b', values: {} });
    expect(match(router, 'GET', '/a/d.json')).toEqual({ route: 'GET /a/{x}.json', values: { x: 'd' } });
    expect(match(router, 'GET', '/a/v1.json')).toEqual({ route: 'GET /a/v{x}.json', values: { x: '1' } });
    expect(match(router, 'GET', '/a/d')).toEqual({ route: 'GET /a/{x}', values: { x: 'd' } });
    expect(match(router, 'GET', '/a/c')).toEqual({ route: 'GET /a/{x}', values: { x: 'c' } });
    expect(match(router, 'GET', '/z/c')).toEqual({ route: 'GET /{y}/c', values: { y: 'z' } });
  });

  it('goes back where a literal leads nowhere', () => {
    const router = routerOf(['GET /a/b/d', 'GET /a/{x}/c', 'GET /{y}/b/e']);
    expect(match(router, 'GET', '/a/b/c')).toEqual({ route: 'GET /a/{x}/c', values: { x: 'b' } });
    expect(match(router, 'GET', '/a/b/e')).toEqual({ route: 'GET /{y}/b/e', values: { y: 'a' } });
    expect(match(router, 'GET', '/a/b/f')).toBeNull();
  });

  it('splits mixed segments at their literals', () => {
    const router = routerOf([
      'GET /compare/{base}...{head}',
      'GET /files/{name}.{ext}',
      'GET /{id}:publish',
      'GET /x/{a}{b}',
    ]);
    expect(match(router, 'GET', '/compare/v1.0...main')).toMatchObject({
      values: { base: 'v1.0', head: 'main' },
    });
    expect(match(router, 'GET', '/files/a.tar.gz')).toMatchObject({ values: { name: 'a', ext: 'tar.gz' } });
    expect(match(router, 'GET', '/7:publish')).toMatchObject({ values: { id: '7' } });
    expect(match(router, 'GET', '/x/123')).toMatchObject({ values: { a: '1', b: '23' } });
    for (const path of ['/compare/...main', '/compare/v1...', '/files/.gz', '/:publish', '/x/1']) {
      expect(match(router, 'GET', path)).toBeNull();
    }
  });

  it('compares segments decoded once, and hands parameters over as sent', () => {
    const router = routerOf(['GET /orders/me', 'GET /orders/{id}', 'GET /caf%C3%A9/{x}', 'GET /{x}.é']);
    expect(match(router, 'GET', '/%6Frders/%6de')).toMatchObject({ route: 'GET /orders/me' });
    expect(match(router, 'GET', '/orders/%2541')).toMatchObject({ values: { id: '%2541' } });
    expect(match(router, 'GET', '/caf%c3%a9/a%20b')).toMatchObject({ values: { x: 'a%20b' } });
    expect(match(router, 'GET', '/%F0%9F%98%80a.%C3%A9')).toMatchObject({ values: { x: '%F0%9F%98%80a' } });
  });

  it('is strict about case, trailing slashes and empty parameters', () => {
    const router = routerOf(['GET /', 'GET /a', 'GET /b/', 'GET /c/{x}']);
    expect(match(router, 'GET', '/')).toMatchObject({ route: 'GET /' });
    expect(match(router, 'GET', '/b/')).toMatchObject({ route: 'GET /b/' });
    for (const path of ['/A', '/a/', '/b', '/c/', '/c']) expect(match(router, 'GET', path)).toBeNull();
  });

  it('serves methods of the matched path only, and merges templates that differ in names', () => {
    const router = routerOf(['GET /a/{x}', 'DELETE /a/{y}', 'POST /a/b']);
    expect(match(router, 'DELETE', '/a/1')).toEqual({ route: 'DELETE /a/{y}', values: { y: '1' } });
    expect(match(router, 'POST', '/a/1')).toEqual({ allow: 'DELETE, GET, HEAD, OPTIONS' });
    expect(match(router, 'GET', '/a/b')).toEqual({ allow: 'OPTIONS, POST' });
  });

  it('takes query constants as part of the path, most specific first', () => {
    const router = routerOf([
      'GET /{b}',
      'GET /{b}?acl',
      'GET /{b}?acl&v=2',
      'PUT /{b}?acl',
      'GET /only?x=1',
      'POST /{b}',
    ]);
    expect(match(router, 'GET', '/k')).toMatchObject({ route: 'GET /{b}' });
    expect(match(router, 'GET', '/k?acl')).toMatchObject({ route: 'GET /{b}?acl' });
    expect(match(router, 'GET', '/k?v=2&acl=')).toMatchObject({ route: 'GET /{b}?acl&v=2' });
    expect(match(router, 'GET', '/k?%61cl')).toMatchObject({ route: 'GET /{b}?acl' });
    expect(match(router, 'PUT', '/k')).toEqual({ allow: 'GET, HEAD, OPTIONS, POST' });
    expect(match(router, 'POST', '/k?acl')).toMatchObject({ route: 'POST /{b}' });
    expect(match(router, 'GET', '/only?x=1')).toMatchObject({ route: 'GET /only?x=1' });
    expect(match(router, 'GET', '/only?x=2')).toMatchObject({ route: 'GET /{b}' });
  });

  it('mounts below a base path', () => {
    const router = routerOf(['GET /', 'GET /a'], '/v1/x');
    expect(match(router, 'GET', '/v1/x/a')).toMatchObject({ route: 'GET /a' });
    expect(match(router, 'GET', '/v1/x/')).toMatchObject({ route: 'GET /' });
    expect(match(router, 'GET', '/a')).toBeNull();
  });

  it('keeps the first of two equal routes', () => {
    const router = routerOf(['GET /a/{x}']);
    const again = { method: 'GET', segments: segmentsOf('/a/{y}'), queryConstants: [] };
    expect(router.add('', again, 'second')).toBe('GET /a/{x}');
    expect(match(router, 'GET', '/a/1')).toMatchObject({ route: 'GET /a/{x}' });
  });

  it('gives no character of a template a meaning', () => {
    const templates = [
      '/.*',
      '/(a|b)',
      '/:id',
      '/[a-z]',
      '/__proto__',
      '/constructor',
      '/{__proto__}/x',
      '/*',
      '/a+',
    ];
    const router = routerOf(templates.map((template) => `GET ${template}`));
    for (const template of templates.filter((each) => !each.includes('{'))) {
      expect(match(router, 'GET', template)).toMatchObject({ route: `GET ${template}` });
    }
    for (const path of ['/anything', '/a', '/b', '/1', '/aa', '/toString'])
      expect(match(router, 'GET', path)).toBeNull();
    expect(match(router, 'GET', '/v/x')!).toMatchObject({ route: 'GET /{__proto__}/x' });
  });

  it('finds every literal path it was given, and nothing else', () => {
    const segment = fc
      .stringMatching(/^[A-Za-z0-9._~!$&'()*+,;=:@-]{1,8}$/)
      .filter((text) => !/^\.\.?$/.test(text));
    const path = fc
      .array(segment, { minLength: 1, maxLength: 3 })
      .map((segments) => `/${segments.join('/')}`);
    fc.assert(
      fc.property(fc.uniqueArray(path, { maxLength: 20 }), path, (paths, other) => {
        const router = new Router<string>();
        for (const each of paths) {
          const segments = each
            .slice(1)
            .split('/')
            .map((literal) => [{ literal }]);
          router.add('', { method: 'GET', segments, queryConstants: [] }, each);
        }
        for (const each of [...paths, other]) {
          expect(match(router, 'GET', each)).toEqual(
            paths.includes(each) ? { route: each, values: {} } : null,
          );
        }
      }),
    );
  });

  it('finds a route among thousands in microseconds, also along a hostile path', () => {
    const routes = Array.from({ length: 10_000 }, (_, index) => `GET /p${index % 100}/{a}/q${index}/{b}`);
    const router = routerOf(routes);
    const start = performance.now();
    for (let index = 0; index < 10_000; index += 1) router.find(`/p${index % 100}/1/q${index}/2`, '', []);
    const deep = `/${'a/'.repeat(4000)}`;
    for (let index = 0; index < 100; index += 1) router.find(deep, '', []);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
