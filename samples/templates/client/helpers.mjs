import { code, identifier, propertyKey } from 'oasgard/templates';

/** @typedef {import('oasgard/templates').OperationContext} OperationContext */

/**
 * The path of a call as an expression: `'/notes/' + encodeURIComponent(input.path['noteId'])`.
 *
 * @param {OperationContext} operation
 */
export function pathExpression({ path }) {
  const parts = path.split(/(\{[^}]+\})/).filter((part) => part !== '');
  return parts
    .map((part) => (part.startsWith('{') ? code`encodeURIComponent(input.path[${part.slice(1, -1)}])` : code`${part}`))
    .reduce((left, right) => code`${left} + ${right}`);
}

/**
 * What a call takes: the path's parameters as text, query and body as the handler gets them.
 *
 * @param {OperationContext} operation
 */
export function inputType({ parameters, body, request }) {
  const inPath = parameters.filter((parameter) => parameter.in === 'path');
  const inQuery = parameters.filter((parameter) => parameter.in === 'query');
  const names = inPath.map(({ name }) => code`readonly ${propertyKey(name)}: string; `);
  const query = inQuery.some(({ required }) => required)
    ? code`readonly query: api.${request}['query']; `
    : code`readonly query?: Partial<api.${request}['query']>; `;
  const members = [
    ...(inPath.length === 0 ? [] : [code`readonly path: { ${names}}; `]),
    ...(inQuery.length === 0 ? [] : [query]),
    ...(body === null ? [] : [code`readonly body: api.${request}['body']; `]),
  ];
  return code`{ ${members}}`;
}

/**
 * Whether a call takes anything.
 *
 * @param {OperationContext} operation
 */
export const takesInput = ({ parameters, body }) =>
  body !== null || parameters.some((parameter) => ['path', 'query'].includes(parameter.in));

/** @param {OperationContext} operation */
export const hasQuery = ({ parameters }) => parameters.some((parameter) => parameter.in === 'query');

/** @param {string} name */
export const className = (name) => identifier(`${name.replaceAll(/[^A-Za-z0-9]/g, '')}Client`);
