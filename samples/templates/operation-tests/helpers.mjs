// Template helpers: named functions, loaded by `oasgard generate --helpers helpers.mjs`.
import { code } from 'oasgard/templates';

/** @typedef {import('oasgard/templates').OperationContext} OperationContext */

/**
 * A target that reaches the operation: every path parameter is filled with a UUID.
 *
 * @param {OperationContext} operation
 */
export function sampleTarget(operation) {
  return operation.path.replaceAll(/\{[^}]+\}/g, '6ba7b810-9dad-41d1-80b4-00c04fd430c8');
}

/**
 * Whether no caller gets through without credentials.
 *
 * @param {OperationContext} operation
 */
export function needsCredentials(operation) {
  const { access, requirements } = operation;
  return access.authenticated && requirements.every(({ credentials }) => credentials.length > 0);
}

/**
 * The arguments of `inject` for an operation: what is put into code`…` is escaped.
 *
 * @param {OperationContext} operation
 */
export function request(operation) {
  return code`{ method: ${operation.method}, target: ${sampleTarget(operation)}, encrypted: true }`;
}
