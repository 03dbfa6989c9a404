/**
 * Every member of the model is compared, or is here with the reason why not. A new member breaks the type-check of this
 * file until somebody has decided.
 */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareModels } from '../../../src/diff/compare-models.js';
import { parseSecurityRecord, renderSecurityRecord } from '../../../src/diff/security-record.js';
import type {
  Api,
  Field,
  Operation,
  Parameter,
  Reply,
  ReplyContent,
  ReplyHeader,
  RequestBody,
  RequestContent,
} from '../../../src/model/api.js';
import { repository } from '../../support/repository.js';
import { readApi } from '../render/generated-project.js';

type Decision =
  | 'compared'
  /** A name or a text: nothing depends on it. */
  | 'name'
  /** Follows from members that are compared. */
  | 'follows'
  /** Where things are written. */
  | 'place';

const api: Readonly<Record<keyof Api, Decision>> = {
  title: 'name',
  version: 'name',
  description: 'name',
  sourceVersion: 'follows',
  realm: 'compared',
  servers: 'compared',
  roles: 'compared',
  limiters: 'compared',
  plans: 'compared',
  ipRateLimit: 'compared',
  schemes: 'compared',
  typeBase: 'compared',
  cors: 'compared',
  given: 'name',
  operations: 'compared',
  schemas: 'compared',
  hasSchemaPolicies: 'follows',
  tags: 'name',
  policies: 'follows',
  document: 'place',
  origins: 'place',
};

const operation: Readonly<Record<keyof Operation, Decision>> = {
  key: 'compared',
  name: 'compared',
  operationId: 'compared',
  method: 'compared',
  path: 'compared',
  segments: 'follows',
  queryConstants: 'follows',
  servers: 'compared',
  requirements: 'compared',
  access: 'compared',
  rateLimit: 'compared',
  cost: 'compared',
  login: 'compared',
  bodyLimits: 'compared',
  timeoutMs: 'compared',
  validation: 'compared',
  audit: 'compared',
  sensitive: 'follows',
  typeBase: 'compared',
  cors: 'compared',
  parameters: 'compared',
  requestBody: 'compared',
  replies: 'compared',
  because: 'compared',
  // As `bodyLimits.int64`.
  int64: 'follows',
  bounds: 'compared',
  typeName: 'name',
  fileName: 'name',
  tag: 'name',
  summary: 'name',
  description: 'name',
  deprecated: 'name',
  places: 'place',
  origin: 'place',
  node: 'place',
};

const parameter: Readonly<Record<keyof Parameter, Decision>> = {
  name: 'compared',
  in: 'compared',
  required: 'compared',
  style: 'compared',
  explode: 'compared',
  allowEmptyValue: 'compared',
  json: 'compared',
  querystring: 'compared',
  int64: 'follows',
  schema: 'compared',
  shape: 'follows',
  // What the server fills in itself, it has not let in.
  default: 'name',
  description: 'name',
  deprecated: 'name',
  origin: 'place',
};

const body: Readonly<Record<keyof RequestBody, Decision>> = {
  required: 'compared',
  content: 'compared',
  description: 'name',
};

const content: Readonly<Record<keyof RequestContent, Decision>> = {
  mediaType: 'compared',
  codec: 'compared',
  schema: 'compared',
  fields: 'compared',
  additional: 'follows',
  origin: 'place',
};

const field: Readonly<Record<keyof Field, Decision>> = {
  name: 'compared',
  file: 'compared',
  contentTypes: 'compared',
  maxBytes: 'compared',
  headers: 'compared',
  required: 'follows',
  repeated: 'follows',
  shape: 'follows',
  schema: 'follows',
  style: 'name',
  explode: 'name',
  json: 'name',
};

const reply: Readonly<Record<keyof Reply | keyof ReplyContent | keyof ReplyHeader, Decision>> = {
  status: 'compared',
  content: 'compared',
  headers: 'compared',
  mediaType: 'compared',
  codec: 'compared',
  schema: 'compared',
  name: 'compared',
  // What replies must hold protects nobody.
  required: 'name',
  description: 'name',
  origin: 'place',
};

describe('the comparison', () => {
  const sample = readApi(path.join(repository, 'samples/orders/openapi.yaml'));
  const record = parseSecurityRecord(renderSecurityRecord(sample))!;

  it('has in the record whatever it compares, and nothing else', () => {
    expect(Object.keys(record).sort()).toEqual([...compared(api)].sort());
    const { operations } = record;
    for (const each of operations) expect(Object.keys(each).sort()).toEqual([...compared(operation)].sort());
    known(
      operations.flatMap(({ parameters }) => parameters),
      parameter,
    );
    const bodies = operations.flatMap(({ requestBody }) => requestBody ?? []);
    known(bodies, body);
    known(
      bodies.flatMap((each) => each.content),
      content,
    );
    known(
      bodies.flatMap((each) => each.content.flatMap(({ fields }) => fields)),
      field,
    );
    const replies = operations.flatMap((each) => each.replies);
    known([...replies, ...replies.flatMap((each) => [...each.content, ...each.headers])], reply);
  });

  it('finds nothing between a model and its own record', () => {
    expect(compareModels(record, sample)).toEqual({
      api: [],
      operations: [],
      unchanged: sample.operations.length,
    });
  });

  it('writes the same record for the same document', () => {
    expect(renderSecurityRecord(readApi(path.join(repository, 'samples/orders/openapi.yaml')))).toBe(
      renderSecurityRecord(sample),
    );
  });
});

type Decisions = Readonly<Record<string, Decision>>;

function compared(members: Decisions): readonly string[] {
  return Object.keys(members).filter((name) => members[name] === 'compared');
}

function known(objects: readonly object[], members: Decisions): void {
  for (const object of objects) {
    for (const name of Object.keys(object)) expect(members[name], name).toBe('compared');
  }
}
