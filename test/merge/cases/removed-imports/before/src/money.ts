import { verifyPassword } from './generated/index.js';
import type { Line as BillLine, Bill } from './generated/types.js';
import type * as types from './generated/types.js';
import { codePointLength } from './generated/runtime/validate/code-point-length.js';

/** Told apart by what they are, not by what is left of them. */
export function symbolOf(currency: types.Currency): string {
  switch (currency) {
    case 'EUR':
      return '€';
    case 'USD':
      return '$';
    default: {
      const never: never = currency;
      return never;
    }
  }
}

export const textOf = ({ text }: BillLine): string => text;

export const firstOf = (bill: Bill): BillLine | undefined => bill.lines[0];

export const isRight = (hash: string): Promise<boolean> => verifyPassword(hash, 'secret');

export const lengthOf = (line: BillLine): number => codePointLength(line.text);
