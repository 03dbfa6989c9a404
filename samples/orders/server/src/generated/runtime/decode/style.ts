// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import type { ParameterDefinition } from '../core/definition.js';
import type { Wire } from './codec.js';
import type { JsonLimits } from './json.js';

/** For parameters whose `content` is JSON: they are bounded by the request target and the header section already. */
const JSON_LIMITS: JsonLimits = { depth: 32, nodes: 10_000 };
const INT64_LIMITS: JsonLimits = { ...JSON_LIMITS, int64: 'bigint' };

export function jsonLimits({ int64 }: Pick<ParameterDefinition, 'int64'>): JsonLimits {
  return int64 === undefined ? JSON_LIMITS : INT64_LIMITS;
}

/**
 * How a style of queries, forms and cookies writes arrays and objects.
 *
 * The delimited styles have no exploded form of their own; earlier versions of OAS defined it as that
 * of `form`. Their delimiters are illegal in a URI and arrive encoded, so that they are delimiters in either spelling
 * (OAS 3.1.1 appendix E). `deepObject` has no other form than the exploded one.
 */
export function wireOf(
  style: ParameterDefinition['style'],
  explode: boolean,
  unescape: Wire['unescape'],
  depth = 1,
): Wire {
  if (style === 'deepObject') return { unescape, split: splitCommas, arrays: 'deep', objects: 'deep', depth };
  if (explode) return { unescape, split: splitCommas, arrays: 'texts', objects: 'members', depth };
  return { unescape, split: splitterOf(style), arrays: 'list', objects: 'alternating', depth };
}

/** What cuts a percent-encoded list of a style that is not exploded. */
export function splitterOf(style: ParameterDefinition['style']): (raw: string) => string[] {
  switch (style) {
    case 'spaceDelimited':
      return splitSpaces;
    case 'pipeDelimited':
      return splitPipes;
    case 'tabDelimited':
      return splitTabs;
    default:
      return splitCommas;
  }
}

/** The delimiter itself, of texts that are not percent-encoded. */
export function delimiterOf(style: ParameterDefinition['style']): string {
  switch (style) {
    case 'spaceDelimited':
      return ' ';
    case 'pipeDelimited':
      return '|';
    case 'tabDelimited':
      return '\t';
    default:
      return ',';
  }
}

/** The same for texts that are not percent-encoded: parts of a multipart body. */
export function plainWireOf(style: ParameterDefinition['style'], explode: boolean, depth: number): Wire {
  const wire = wireOf(style, explode, (raw) => raw, depth);
  const delimiter = delimiterOf(style);
  return { ...wire, split: (raw) => raw.split(delimiter) };
}

function splitCommas(raw: string): string[] {
  return raw.split(',');
}

function splitSpaces(raw: string): string[] {
  return raw.split(/%20|\+| /);
}

function splitPipes(raw: string): string[] {
  return raw.split(/%7[Cc]|\|/);
}

function splitTabs(raw: string): string[] {
  return raw.split(/%09|\t/);
}
