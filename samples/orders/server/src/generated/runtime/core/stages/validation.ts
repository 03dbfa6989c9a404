// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Stage 14: parameters, then body, against the document. */
import { refusedFields } from '../../decode/field-issue.js';
import { MAX_ISSUES } from '../../errors/problem-writer.js';
import { describe } from '../../validate/schema-errors.js';
import type { Exchange } from '../exchange.js';
import type { OperationInput } from '../handler.js';
import type { InputCheck, OperationValidators, RefusedFields, SchemaError } from '../operation-validators.js';
import type { InputIssue, Refusal } from '../refusal.js';
import { noteRestricted } from './properties.js';

const BODY_REQUIRED: InputIssue = {
  in: 'body',
  pointer: '#',
  keyword: 'required',
  detail: 'A request body is required.',
};

export function validateInput(exchange: Exchange): Refusal | undefined | Promise<Refusal | undefined> {
  const operation = exchange.operation!;
  const { validators } = operation;
  if (validators !== null) return validate(exchange, validators);
  return operation.loadValidators().then((loaded) => validate(exchange, loaded));
}

function validate(exchange: Exchange, validators: OperationValidators): Refusal | undefined {
  const { decodeParameters, definition } = exchange.operation!;
  const { status } = definition.validation;
  const issues: InputIssue[] = [];
  const decoded = decodeParameters(exchange);
  let parameters: Parameters = exchange.input;
  if (decoded.ok) {
    const { path, query, headers, cookies } = decoded;
    parameters = { path, query, headers, cookies };
    const check = validators.parameters;
    if (check !== null) {
      parameters = finish(exchange, check, parameters, 'parameters', issues) as Parameters;
    }
  } else {
    issues.push(...decoded.issues);
    if (validators.parameters !== null) checkOthers(exchange, validators.parameters, decoded, issues);
  }
  const body = checkBody(exchange, validators, issues);
  if (issues.length > 0) {
    return {
      stage: 14,
      code: 'invalid-request',
      status,
      reason: 'invalid-request',
      issues: issues.slice(0, MAX_ISSUES + 1),
    };
  }
  const { path, query, headers, cookies } = parameters;
  exchange.input = { path, query, headers, cookies, body };
  return undefined;
}

type Parameters = Omit<OperationInput, 'body'>;

/** What the schemas say of the parameters that could be decoded: one that could not has said why, and hides no other. */
function checkOthers(
  exchange: Exchange,
  check: InputCheck,
  { path, query, headers, cookies }: Parameters,
  issues: InputIssue[],
): void {
  const reported = new Set(issues.map(nameOf));
  const others: InputIssue[] = [];
  finish(exchange, check, { path, query, headers, cookies }, 'parameters', others);
  // Without a name: the place of all that are missing.
  for (const issue of others) if (issue.parameter !== '' && !reported.has(nameOf(issue))) issues.push(issue);
}

/** Headers are decoded by their names in lower case. */
function nameOf({ in: place, parameter = '' }: InputIssue): string {
  return `${place} ${place === 'header' ? parameter.toLowerCase() : parameter}`;
}

function checkBody(exchange: Exchange, { bodies }: OperationValidators, issues: InputIssue[]): unknown {
  const { content, contentIssues, media } = exchange;
  const { definition } = exchange.operation!;
  if (media === null) {
    if (definition.requestBody?.required === true) issues.push(BODY_REQUIRED);
    return undefined;
  }
  if (contentIssues !== null) issues.push(...contentIssues);
  const check = bodies[exchange.mediaIndex];
  if (check === null || check === undefined || media.codec === 'binary' || content === undefined)
    return content;
  // A field that could not be decoded has said why, and hides no other.
  const refused = contentIssues === null ? undefined : refusedFields(contentIssues);
  return finish(exchange, check, content, 'body', issues, refused);
}

/** The value as the handler gets it. Where it is not valid the reasons are added to `issues`, and it must not be used. */
function finish(
  exchange: Exchange,
  check: InputCheck,
  value: unknown,
  place: 'parameters' | 'body',
  issues: InputIssue[],
  refused?: RefusedFields,
): unknown {
  const toIssue = place === 'body' ? bodyIssue : parameterIssue;
  const errors = check.validate(value, refused);
  if (errors !== null) {
    for (const error of errors) issues.push(toIssue(error));
    return value;
  }
  noteRestricted(exchange, check, value, place);
  const finished = check.finish(value, exchange.operation!.definition.validation.unknownProperties);
  if (finished.ok) return finished.value;
  for (const pointer of finished.undeclared) {
    issues.push(toIssue({ pointer, keyword: 'unknownProperties', detail: UNDECLARED }));
  }
  for (const pointer of finished.inexact ?? []) {
    issues.push(toIssue({ pointer, keyword: 'type', detail: describe('safeInteger', {}) }));
  }
  return value;
}

const UNDECLARED = 'The API document does not declare this property.';

function bodyIssue({ pointer, keyword, detail }: SchemaError): InputIssue {
  return { in: 'body', pointer: `#${pointer}`, keyword, detail };
}

/** `/query/limit/0` names the parameter `limit`; the value itself lies at its root. */
function parameterIssue({ pointer, keyword, detail }: SchemaError): InputIssue {
  const [, group = '', name = ''] = pointer.split('/');
  const parameter = name.replaceAll('~1', '/').replaceAll('~0', '~');
  return { in: parameterPlace(group), parameter, keyword, detail };
}

function parameterPlace(group: string): 'path' | 'query' | 'header' | 'cookie' {
  switch (group) {
    case 'query':
      return 'query';
    case 'headers':
      return 'header';
    case 'cookies':
      return 'cookie';
    default:
      return 'path';
  }
}
