import type { ParameterDefinition, WireShape } from '../../../../src/runtime/core/definition.js';
import {
  compileParameters,
  type DecodedParameters,
  type ParameterSource,
} from '../../../../src/runtime/decode/parameters.js';

type Location = ParameterDefinition['in'];
type Options = Partial<Omit<ParameterDefinition, 'in' | 'name' | 'shape'>>;

const STYLE = { path: 'simple', query: 'form', header: 'simple', cookie: 'form' } as const;

export const string: WireShape = { kind: 'string' };
export const integer: WireShape = { kind: 'integer' };
export const array = (items: WireShape): WireShape => ({ kind: 'array', items });
export const object = (
  properties: Record<string, WireShape>,
  additional: WireShape | null = null,
): WireShape => ({
  kind: 'object',
  properties: Object.entries(properties).map(([name, shape]) => ({ name, shape })),
  additional,
});

export function parameter(
  location: Location,
  name: string,
  shape: WireShape,
  options: Options = {},
): ParameterDefinition {
  const style = options.style ?? STYLE[location];
  return {
    name,
    in: location,
    required: location === 'path',
    style,
    explode: style === 'form' || style === 'deepObject',
    allowEmptyValue: false,
    json: false,
    default: null,
    shape,
    ...options,
  };
}

export interface Sent {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, readonly string[]>>;
  readonly cookie?: string;
}

export function source(sent: Sent): ParameterSource {
  return {
    pathValue: (name) => sent.path?.[name] ?? '',
    query: sent.query ?? '',
    headerValues: (name) => sent.headers?.[name] ?? [],
    cookie: sent.cookie,
  };
}

export function decode(
  parameters: readonly ParameterDefinition[],
  sent: Sent,
  unknownQuery: 'reject' | 'ignore' = 'reject',
): DecodedParameters {
  return compileParameters(parameters, unknownQuery, [])(source(sent));
}

/** The query record, or the keywords of the issues. */
export function query(
  parameters: ParameterDefinition | readonly ParameterDefinition[],
  text: string,
  unknownQuery: 'reject' | 'ignore' = 'reject',
): unknown {
  const result = decode([parameters].flat(), { query: text }, unknownQuery);
  return result.ok ? { ...result.query } : result.issues.map(({ keyword }) => keyword);
}

export function path(definition: ParameterDefinition, text: string): unknown {
  const result = decode([definition], { path: { [definition.name]: text } });
  return result.ok ? result.path[definition.name] : result.issues.map(({ keyword }) => keyword);
}

export function header(definition: ParameterDefinition, ...lines: string[]): unknown {
  const result = decode([definition], { headers: { [definition.name.toLowerCase()]: lines } });
  return result.ok
    ? result.headers[definition.name.toLowerCase()]
    : result.issues.map(({ keyword }) => keyword);
}

export function cookie(
  parameters: ParameterDefinition | readonly ParameterDefinition[],
  text: string,
): unknown {
  const result = decode([parameters].flat(), { cookie: text });
  return result.ok ? { ...result.cookies } : result.issues.map(({ keyword }) => keyword);
}
