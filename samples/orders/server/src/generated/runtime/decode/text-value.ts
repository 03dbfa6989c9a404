// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import type { WireShape } from '../core/definition.js';
import { Fault, faults } from './fault.js';
import { decodeScalar } from './scalar.js';

/** What a whole text body stands for; a {@link Fault} where it is no value of the shape. */
export function decodeTextValue(text: string, shape: WireShape): unknown {
  switch (shape.kind) {
    case 'oneOf': {
      for (const option of shape.options) {
        const value = decodeTextValue(text, option);
        if (!(value instanceof Fault)) return value;
      }
      return faults.oneOf;
    }
    case 'array':
      return faults.array;
    case 'object':
      return faults.object;
    default:
      return decodeScalar(shape.kind, text);
  }
}
