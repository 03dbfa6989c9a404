/**
 * Header parameters: style `simple`. Arrays and objects are list-based fields (RFC 9110 §5.6.1) and may come in several
 * lines; anything else comes in one. Values are not percent-encoded (OAS 3.1.1 appendix D, OAS 3.2 §4.21); a value
 * outside ASCII must be UTF-8.
 */
import { isUtf8 } from 'node:buffer';
import type { ParameterDefinition, WireShape } from '../core/definition.js';
import { trimBlanks } from './blanks.js';
import { compileCodec, compileJsonCodec, type Wire } from './codec.js';
import { faults } from './fault.js';
import { splitHeaderList } from './header-list.js';
import { delimiterOf, jsonLimits } from './style.js';

type HeaderDefinition = Pick<ParameterDefinition, 'style' | 'explode' | 'json' | 'shape' | 'int64'>;

/** Decodes the lines of one header, at least one; answers its value or a `Fault`. */
export function compileHeader(definition: HeaderDefinition): (lines: readonly string[]) => unknown {
  const wire: Wire = {
    unescape: decodeFieldText,
    split: definition.style === 'simple' ? splitHeaderList : splitPlain(delimiterOf(definition.style)),
    arrays: 'list',
    objects: definition.explode ? 'assignments' : 'alternating',
    depth: 1,
  };
  const { single } = definition.json
    ? compileJsonCodec(wire, jsonLimits(definition))
    : compileCodec(definition.shape, wire);
  const list = !definition.json && definition.style === 'simple' && isList(definition.shape);
  return (lines) => {
    if (lines.length === 1) return single(trimBlanks(lines[0]!));
    return list ? single(lines.join(',')) : faults.repeated;
  };
}

/** Other delimiters than commas: no list of RFC 9110, so that nothing in it is quoted. */
function splitPlain(delimiter: string): Wire['split'] {
  return (raw) => raw.split(delimiter);
}

function isList(shape: WireShape): boolean {
  return (
    shape.kind === 'array' ||
    shape.kind === 'object' ||
    (shape.kind === 'oneOf' && shape.options.every(isList))
  );
}

/** Node hands field values over byte by byte, as Latin-1. */
function decodeFieldText(raw: string): string | null {
  if (!/[\u0080-\u00ff]/.test(raw)) return raw;
  const bytes = Buffer.from(raw, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : null;
}
