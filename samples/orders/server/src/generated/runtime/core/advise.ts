// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import type { OperationDefinition } from './definition.js';
import type { Refusal } from './refusal.js';

/** Development only: tells whoever reads the log where an undecided or unwritten thing is decided or written. */
export type Advise = (refusal: Refusal, operation: OperationDefinition) => void;
