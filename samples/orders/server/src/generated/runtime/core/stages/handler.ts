// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Stage 17: the application's code, under a deadline that the pipeline keeps. */
import { capStream, ContentAbortedError, ContentTooLargeError } from '../../decode/capped-stream.js';
import { MultipartError } from '../../decode/multipart-decoder.js';
import type { Exchange } from '../exchange.js';
import type { Refusal } from '../refusal.js';
import { HandlerView } from '../request-view.js';
import { isThenable } from '../thenable.js';

const OVERLOADED: Refusal = { stage: 17, code: 'overloaded', reason: 'too-many-running' };
const FAILED: Refusal = { stage: 17, code: 'internal-error', reason: 'handler-failed' };
const TOO_LARGE: Refusal = { stage: 17, code: 'content-too-large', reason: 'content-length', close: true };
const ABORTED: Refusal = { stage: 17, code: 'malformed-content', reason: 'content-aborted', close: true };

export function runHandler(exchange: Exchange): Refusal | undefined | Promise<Refusal | undefined> {
  const { runtime } = exchange;
  if (runtime.running >= runtime.maxRunning) return OVERLOADED;
  let result: unknown;
  try {
    result = exchange.operation!.handler(new HandlerView(exchange, handlerBody(exchange)));
  } catch (error) {
    return failed(exchange, error);
  }
  if (!isThenable(result)) {
    exchange.result = result;
    return undefined;
  }
  runtime.running += 1;
  return Promise.resolve(result).then(
    (settled) => {
      runtime.running -= 1;
      exchange.result = settled;
      return undefined;
    },
    (error: unknown) => {
      runtime.running -= 1;
      return failed(exchange, error);
    },
  );
}

/** Bodies that were not read into memory become streams, capped, now that the object policy has decided. */
function handlerBody(exchange: Exchange): unknown {
  const { media, input, body, multipart } = exchange;
  if (media === null) return input.body;
  if (media.codec === 'binary') {
    exchange.continueBody();
    return (exchange.upload = capStream(body!, exchange.operation!.definition.bodyLimits.max));
  }
  if (multipart !== null && media.fields.some(({ file }) => file)) {
    return { fields: input.body, files: multipart.files };
  }
  return input.body;
}

/** What a handler lets through of a broken upload is the client's doing; everything else is ours. */
function failed(exchange: Exchange, error: unknown): Refusal {
  if (error instanceof ContentTooLargeError) return TOO_LARGE;
  if (error instanceof ContentAbortedError) return ABORTED;
  if (error instanceof MultipartError) {
    return { stage: 17, code: 'invalid-request', reason: 'multipart', issues: error.issues, close: true };
  }
  const { log, requestId, operation } = exchange;
  log.error('A handler failed', { operation: operation!.name, requestId, error });
  return FAILED;
}
