import { quoted } from '../diagnostics/quoted.js';
import { isJsonObject } from '../load/json.js';
import type { Schema } from '../normalize/normalized-document.js';
import { suggestion } from '../policy/nearest-name.js';
import type { InputLocation } from '../runtime/core/definition.js';
import type { Parameter, RequestBody } from './api.js';
import { schemasIn, isSchema, type SchemaView } from './schema-view.js';

/** What of an operation's input can be named by a runtime expression. */
export interface OperationParts {
  readonly parameters: readonly Parameter[];
  readonly requestBody: RequestBody | null;
}

/** A place in the input, and why the operation does not declare it; `fault` is `null` where it does. */
export interface LocatedInput {
  readonly location: InputLocation;
  readonly fault: { readonly message: string; readonly help: string | null } | null;
}

/** The place in the input that a runtime expression of the vocabulary names (OAS, Runtime Expressions). */
export function locateInput(expression: string, input: OperationParts, view: SchemaView): LocatedInput {
  if (expression.startsWith('$request.body#')) {
    const pointer = expression.slice('$request.body#'.length);
    const problem = bodyProblem(pointer, input.requestBody, view);
    return {
      location: { in: 'body', pointer },
      fault: problem === null ? null : { message: problem, help: null },
    };
  }
  const [, place = '', name = ''] = /^\$request\.(path|query|header)\.(.*)$/s.exec(expression) ?? [];
  const declared = input.parameters.filter((parameter) => parameter.in === place);
  const found = declared.some((parameter) =>
    place === 'header' ? parameter.name.toLowerCase() === name.toLowerCase() : parameter.name === name,
  );
  return {
    location: {
      in: place as 'path' | 'query' | 'header',
      name: place === 'header' ? name.toLowerCase() : name,
    },
    fault: found
      ? null
      : {
          message: `The operation declares no ${place} parameter ${quoted(name)}.`,
          help: suggestion(
            name,
            declared.map((parameter) => parameter.name),
          ),
        },
  };
}

/** Why a pointer cannot point into the body; `null` where it can, as far as the schemas say. */
function bodyProblem(pointer: string, body: RequestBody | null, view: SchemaView): string | null {
  const schemas = body?.content.filter(({ codec }) => codec !== 'binary' && codec !== 'text');
  if (schemas === undefined || schemas.length === 0) return 'the operation takes no body with properties.';
  const tokens = pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
  for (const { schema, mediaType } of schemas) {
    let at: readonly Schema[] = schema === null ? [true] : [schema];
    for (const token of tokens) {
      at = at.flatMap((candidate) => children(candidate, token, view));
      if (at.length === 0) return `the ${mediaType} body declares no ${quoted(token)}.`;
    }
  }
  return null;
}

/** Schemas of a member, through references and every alternative; `true` where a schema is silent. */
function children(schema: Schema, token: string, view: SchemaView, depth = 0): readonly Schema[] {
  if (typeof schema === 'boolean') return schema ? [true] : [];
  if (depth > 16) return [true];
  const found: Schema[] = [];
  let structured = false;
  for (const part of view.conjunction(schema)) {
    const { properties, items } = part;
    if (isJsonObject(properties)) {
      structured = true;
      const property = Object.hasOwn(properties, token) ? properties[token] : undefined;
      if (isSchema(property)) found.push(property);
    }
    if (isSchema(items) && /^(0|[1-9][0-9]*)$/.test(token)) found.push(items);
    if (isSchema(part['additionalProperties']) && part['additionalProperties'] !== false) found.push(true);
    for (const alternative of [...schemasIn(part['oneOf']), ...schemasIn(part['anyOf'])]) {
      structured = true;
      found.push(...children(alternative, token, view, depth + 1));
    }
  }
  if (found.length > 0 || structured) return found;
  const types = view.types(schema);
  return types === null || types.has('object') || types.has('array') ? [true] : [];
}
