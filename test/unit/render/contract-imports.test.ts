import { describe, expect, it } from 'vitest';
import { apiOf, render, typeCheck, writeProject } from './generated-project.js';

const DOCUMENT = `
openapi: 3.1.1
info: { title: Helpers, version: 1.0.0 }
servers: [{ url: https://api.example.com }]
security: [{ token: [] }]
x-security: { version: 1, access: authenticated }
paths:
  /events:
    get:
      operationId: listEvents
      responses:
        '200':
          description: all of them
          content:
            application/json:
              schema:
                type: array
                items:
                  required: [from]
                  allOf: [{ $ref: '#/components/schemas/Event' }, { type: object, properties: { count: { type: integer } } }]
components:
  securitySchemes:
    token: { type: http, scheme: bearer }
  schemas:
    Event: { type: object, properties: { from: { type: string } } }
`;

describe('the contract', () => {
  it('imports the helper that only its own types need', () => {
    const folder = writeProject(render(apiOf(DOCUMENT)));
    expect(typeCheck(folder, 'typescript7')).toBe('');
  });
});
