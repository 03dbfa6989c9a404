import { describe, expect, it } from 'vitest';
import { Origins } from '../../../../src/load/origins.js';
import { SchemaView } from '../../../../src/model/schema-view.js';
import type { Schema } from '../../../../src/normalize/normalized-document.js';
import { withoutFiles } from '../../../../src/render/validators/without-files.js';

const upload = { type: 'object', required: ['file', 'name'], properties: { file: {}, name: {} } };
const named = { type: 'object', required: ['name'], properties: { name: {} } };

function strip(schema: Schema, components: Readonly<Record<string, Schema>> = {}): Schema {
  const view = new SchemaView(new Map(Object.entries(components)));
  return withoutFiles(schema, new Set(['file']), view, new Origins());
}

describe('withoutFiles', () => {
  it('takes files out of properties and required ones', () => {
    expect(strip(upload)).toEqual({ type: 'object', required: ['name'], properties: { name: {} } });
  });

  it('looks through references and allOf', () => {
    const schema = {
      allOf: [{ $ref: '#/components/schemas/Upload' }, { minProperties: 2, required: ['file'] }],
    };
    expect(strip(schema, { Upload: upload })).toEqual({
      allOf: [{ type: 'object', required: ['name'], properties: { name: {} } }, { required: [] }],
    });
  });

  it('lets any alternative do where files tell them apart', () => {
    const schema = {
      oneOf: [upload, named],
      discriminator: { propertyName: 'name' },
      anyOf: [{ required: ['file'] }, { required: ['name'] }],
    };
    expect(strip(schema)).toEqual({
      allOf: [{ anyOf: [{ type: 'object', required: ['name'], properties: { name: {} } }, named] }],
      anyOf: [{ required: [] }, { required: ['name'] }],
    });
  });

  it('leaves what does not speak of files as it is', () => {
    const schema = {
      allOf: [{ $ref: '#/components/schemas/Named' }],
      oneOf: [named, true],
      minProperties: 1,
    };
    expect(strip(schema, { Named: named })).toBe(schema);
  });
});
