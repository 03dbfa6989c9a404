// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Path parameters: styles `simple`, `label` and `matrix` (RFC 6570 §3.2.2, §3.2.5, §3.2.7). */
import type { ParameterDefinition } from '../core/definition.js';
import { compileCodec, compileJsonCodec, type Codec, type Member, type Wire } from './codec.js';
import { faults } from './fault.js';
import { decodePercent } from './percent.js';
import { jsonLimits, splitterOf } from './style.js';

/** Decodes the text of one path parameter; answers its value or a `Fault`. */
export function compilePathValue(definition: ParameterDefinition): (raw: string) => unknown {
  const { style, explode } = definition;
  if (style === 'label')
    return compileLabel(codecOf(definition, listWire(explode, explode ? splitDots : splitterOf(style))));
  if (style === 'matrix') return compileMatrix(definition);
  const codec = codecOf(definition, listWire(explode, splitterOf(style)));
  return codec.single;
}

function codecOf(definition: ParameterDefinition, wire: Wire): Codec {
  return definition.json
    ? compileJsonCodec(wire, jsonLimits(definition))
    : compileCodec(definition.shape, wire);
}

function listWire(explode: boolean, split: Wire['split']): Wire {
  const objects = explode ? 'assignments' : 'alternating';
  return { unescape: decodePercent, split, arrays: 'list', objects, depth: 1 };
}

function splitDots(raw: string): string[] {
  return raw.split('.');
}

function compileLabel(codec: Codec): (raw: string) => unknown {
  return (raw) => (raw.charCodeAt(0) === 0x2e ? codec.single(raw.slice(1)) : faults.label);
}

function compileMatrix(definition: ParameterDefinition): (raw: string) => unknown {
  const codec = codecOf(definition, {
    unescape: decodePercent,
    split: splitterOf(definition.style),
    arrays: definition.explode ? 'texts' : 'list',
    objects: definition.explode ? 'members' : 'alternating',
    depth: 1,
  });
  return (raw) => {
    if (raw.charCodeAt(0) !== 0x3b) return faults.matrix;
    const texts: string[] = [];
    const members: Member[] = [];
    for (const piece of raw.slice(1).split(';')) {
      const equals = piece.indexOf('=');
      // RFC 6570 §3.2.7 writes an empty value without `=`.
      const name = decodePercent(equals === -1 ? piece : piece.slice(0, equals));
      if (name === null) return faults.encoding;
      const value = equals === -1 ? '' : piece.slice(equals + 1);
      if (name === definition.name) texts.push(value);
      else members.push({ path: [name], raw: value });
    }
    return texts.length === 1 && members.length === 0 ? codec.single(texts[0]!) : codec.full(texts, members);
  };
}
