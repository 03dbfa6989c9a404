import { describe, expect, it } from 'vitest';

import { isJsonObject, type Json } from '../../../src/load/json.js';
import { keywordFaults } from '../../../src/policy/keyword-validator.js';
import { positions, vocabulary, vocabularySchemas, type Member } from '../../../src/policy/vocabulary.js';
import { everyMember, keywordWith } from './vocabulary-members.js';

describe('the vocabulary', () => {
  it.each(everyMember())(
    'describes $label and shows examples that are valid',
    ({ position, path, member }) => {
      expect(member.description).not.toBe('');
      if (member.name === 'because') return;
      expect(member.examples).not.toEqual([]);
      for (const example of member.examples) {
        expect(keywordFaults(keywordWith(position, path, example), position)).toEqual([]);
      }
    },
  );

  it('says of every member how it combines and whether it is enforced', () => {
    for (const { label, member, annotated } of everyMember()) {
      expect(annotated, label).toBe(true);
      expect(['members', 'replace', 'own'], label).toContain(member.merge);
    }
  });

  it('closes every object', () => {
    const open: string[] = [];
    const visit = (schema: Json, at: string): void => {
      if (Array.isArray(schema)) schema.forEach((entry, index) => visit(entry, `${at}/${index}`));
      if (!isJsonObject(schema)) return;
      if (isJsonObject(schema['properties']) && schema['additionalProperties'] === undefined) open.push(at);
      for (const [key, value] of Object.entries(schema)) if (key !== 'examples') visit(value, `${at}/${key}`);
    };
    for (const [file, schema] of vocabularySchemas()) visit(schema, file);
    expect(open).toEqual([]);
  });

  it('names the stage of every enforced member but three', () => {
    const without = everyMember().filter(({ member }) => member.stage === null);
    expect(new Set(without.map(({ member }: { member: Member }) => member.name))).toEqual(
      new Set(['version', 'because']),
    );
  });

  it('has seven positions', () => {
    expect(positions.map((position) => vocabulary(position).size > 0)).toEqual(
      Array.from({ length: 7 }, () => true),
    );
  });
});
