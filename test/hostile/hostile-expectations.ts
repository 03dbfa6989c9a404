/** What becomes of the hostile documents, reviewed against their index. Tests fail where an entry is stale. */
export interface HostileExpectation {
  /** Every error, as `code line:column`, or `code file` where it concerns the whole file. */
  readonly errors: readonly string[];
  /** Why a document that should generate does not. */
  readonly reason?: string;
}

/** Documents that do not generate; all others must. */
export const hostileExpectations: Readonly<Record<string, HostileExpectation>> = {
  '02-path.json': {
    errors: ['invalid-path 61:3', 'invalid-path 72:3', 'invalid-path 143:3', 'invalid-path 154:3'],
    reason: 'The two paths with control characters or line separators, and the two with dot segments.',
  },
  '05-component-names.json': {
    errors: ['reference-unresolvable 5:119'],
    reason: 'One of its references names a schema that it does not declare.',
  },
  '06-component-name-typo-proto.json': {
    errors: ['undefined-scheme 1:119', 'reference-unresolvable 1:222'],
  },
  '09-patterns.json': {
    errors: [
      'pattern-invalid 38:19',
      'pattern-invalid 94:19',
      'pattern-invalid 102:19',
      'pattern-invalid 110:19',
      'pattern-invalid 118:19',
      'pattern-invalid 174:19',
      'pattern-invalid 182:19',
    ],
  },
  '11-header-and-parameter-names.json': {
    errors: ['duplicate-parameter 85:6'],
  },
  '12-media-types-and-status.json': {
    errors: [
      'invalid-field-name 54:11',
      'invalid-status 69:6',
      'invalid-status 72:6',
      'invalid-status 78:6',
      'invalid-status 81:6',
      'invalid-status 84:6',
      'invalid-status 90:6',
    ],
  },
  '13-security-strings.json': {
    errors: ['schema-violation 57:4', 'schema-violation 62:4', 'schema-violation 74:5'],
  },
  '14-servers.json': {
    errors: ['schema-violation 25:17'],
  },
  '15-extension-values.yaml': {
    errors: ['number-not-finite 7:61', 'number-not-finite 14:55', 'number-not-finite 14:66'],
  },
  '17-yaml-alias-bomb.yaml': {
    errors: ['too-many-nodes 10:38'],
  },
  '18-yaml-cyclic-alias.yaml': {
    errors: ['alias-cycle 9:15', 'alias-cycle 10:37', 'alias-cycle 11:17'],
  },
  '19-deep-nesting-10k.json': {
    errors: ['too-deep 1:3058'],
  },
  '20-deep-nesting-yaml-flow.yaml': {
    errors: ['too-deep 4:136'],
  },
  '22-ref-cycles.yaml': {
    errors: [
      'reference-cycle 12:28',
      'reference-cycle 13:27',
      'reference-cycle 15:16',
      'reference-cycle 17:19',
    ],
  },
  '23-allof-cycles.yaml': {
    errors: ['schema-cycle 7:8', 'schema-cycle 9:8', 'schema-cycle 10:8', 'schema-cycle 11:8'],
  },
  '24-path-item-and-callback-cycles.yaml': {
    errors: ['reference-cycle 4:15'],
  },
  '25-remote-ref-http.yaml': {
    errors: ['reference-forbidden 4:118', 'reference-forbidden 5:15', 'reference-forbidden 6:37'],
  },
  '26-ref-local-files.yaml': {
    errors: [
      'reference-forbidden 4:118',
      'reference-forbidden 5:118',
      'reference-forbidden 6:118',
      'reference-forbidden 7:118',
    ],
  },
  '27-ref-traversal/spec/root.yaml': {
    errors: [
      'reference-forbidden 5:118',
      'reference-forbidden 6:118',
      'reference-forbidden 7:118',
      'reference-forbidden 8:118',
    ],
  },
  '29-duplicate-keys.yaml': {
    errors: ['duplicate-key 9:7', 'duplicate-key 11:3'],
  },
  '30-duplicate-keys.json': {
    errors: ['duplicate-key 1:79', 'duplicate-key 2:84'],
  },
  '31-unresolvable-refs.yaml': {
    errors: [
      'reference-unresolvable 7:29',
      'reference-unresolvable 7:74',
      'reference-invalid 7:112',
      'reference-invalid 7:126',
      'reference-unresolvable 8:28',
      'reference-unresolvable 9:93',
      'reference-unresolvable 9:206',
      'file-not-found 9:298',
      'reference-invalid 9:398',
      'reference-invalid 9:495',
    ],
  },
  '32-undefined-security-scheme.yaml': {
    errors: [
      'undefined-scheme 4:46',
      'undefined-scheme 5:56',
      'undefined-scheme 6:46',
      'undefined-scheme 7:60',
    ],
  },
  '33-security-wrong-shapes.yaml': {
    errors: [
      'schema-violation 3:11',
      'schema-violation 5:42',
      'schema-violation 6:42',
      'schema-violation 7:44',
      'schema-violation 8:49',
      'schema-violation 9:44',
      'schema-violation 10:44',
      'schema-violation 11:42',
      'schema-violation 12:32',
      'schema-violation 16:5',
      'schema-violation 17:32',
      'schema-violation 18:5',
      'schema-violation 19:20',
      'schema-violation 20:5',
      'schema-violation 21:21',
    ],
  },
  '35-empty-paths.yaml': {
    errors: [
      'schema-violation 4:3',
      'schema-violation 6:3',
      'invalid-path 9:3',
      'invalid-path 10:3',
      'invalid-path 11:3',
      'invalid-path 12:3',
    ],
  },
  '37-conflicting-templates.yaml': {
    errors: ['conflicting-paths 6:3', 'invalid-path 10:3'],
  },
  '38-duplicate-operation-ids.yaml': {
    errors: ['schema-violation 5:227'],
  },
  '41-wrong-types.yaml': {
    errors: [
      'schema-violation 3:10',
      'schema-violation 6:14',
      'schema-violation 6:36',
      'schema-violation 6:81',
      'schema-violation 6:109',
      'schema-violation 6:142',
      'schema-violation 7:46',
      'schema-violation 7:52',
      'schema-violation 7:57',
      'schema-violation 7:72',
      'schema-violation 7:100',
      'duplicate-parameter 7:147',
      'schema-violation 7:177',
      'schema-violation 7:194',
      'schema-violation 7:215',
      'schema-violation 7:252',
      'schema-violation 8:7',
      'schema-violation 9:24',
      'schema-violation 9:63',
    ],
  },
  '42-wrong-schemas.yaml': {
    errors: [
      'schema-violation 6:8',
      'schema-violation 7:16',
      'schema-violation 8:16',
      'schema-violation 9:36',
      'schema-violation 13:61',
      'schema-violation 14:62',
      'schema-violation 15:33',
      'number-not-finite 15:47',
      'schema-violation 15:61',
      'schema-violation 16:17',
      'schema-violation 16:28',
      'schema-violation 16:39',
      'schema-violation 16:50',
      'schema-violation 18:46',
      'schema-violation 21:48',
      'reference-forbidden 22:80',
      'reference-unresolvable 22:109',
      'reference-unresolvable 22:141',
      'schema-violation 24:38',
      'schema-violation 24:47',
      'reference-unresolvable 25:23',
      'schema-dialect 25:82',
    ],
  },
  '44-version-both.yaml': {
    errors: ['ambiguous-version 2:1'],
  },
  '45-version-unknown.yaml': {
    errors: ['unsupported-version 1:10'],
  },
  '46-v2-syntax-in-v3.yaml': {
    errors: ['schema-violation 5:1', 'schema-violation 9:85'],
  },
  '47-multi-document.yaml': {
    errors: ['several-documents 4:1'],
  },
  '48-yaml-tags.yaml': {
    errors: ['yaml-tag 3:24', 'yaml-tag 4:44', 'yaml-tag 5:37', 'yaml-tag 6:15', 'yaml-tag 7:11'],
  },
  '49-yaml-merge-proto.yaml': {
    errors: ['yaml-merge-key 7:7'],
  },
  '50-yaml11-scalars.yaml': {
    errors: [
      'number-not-finite 8:145',
      'number-not-finite 8:151',
      'yaml-key 10:46',
      'yaml-key 10:75',
      'duplicate-key 10:75',
    ],
  },
  '52-not-utf8.yaml': {
    errors: ['file-not-utf8 file'],
  },
  '53-empty.yaml': {
    errors: ['file-empty 1:1'],
  },
  '54-scalar.yaml': {
    errors: ['not-openapi 1:1'],
  },
  '55-truncated.json': {
    errors: ['syntax-error 1:97'],
  },
  '58-swagger2-injection.json': {
    errors: ['schema-violation 32:14', 'invalid-parameter 50:13', 'schema-violation 58:27'],
  },
  '60-oas32-hostile.yaml': {
    errors: [
      'tag-parent 5:28',
      'schema-violation 10:7',
      'schema-violation 11:7',
      'schema-violation 12:7',
      'invalid-parameter 13:152',
    ],
  },
};
