// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import type { Exchange } from './exchange.js';
import type { Refusal } from './refusal.js';

/** The stage has put its answer into `exchange.reply`; nothing further runs. */
export const ANSWERED: unique symbol = Symbol('answered');

export type StageResult = undefined | Refusal | typeof ANSWERED;

/**
 * One step of the pipeline. `undefined` lets the request pass; a promise only where something must be waited for. What
 * a stage throws is a bug and answers 500.
 */
export type Stage = (exchange: Exchange) => StageResult | Promise<StageResult>;
