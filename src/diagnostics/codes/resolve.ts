import type { CodeEntry } from '../code-entry.js';

/** Codes reported by `src/resolve`. */
export const resolveCodes = {
  'reference-invalid': {
    severity: 'error',
    summary:
      'A `$ref` is not a string, not a URI reference with a JSON Pointer, or stands where none is allowed.',
    help: 'Write `#/components/…/name` or `file.yaml#/pointer`.',
  },
  'reference-forbidden': {
    severity: 'error',
    summary: 'A `$ref` leads to the network, an absolute path, or out of the folder of the root document.',
    help: 'Copy what it refers to into that folder, or allow more with --root or --allow-remote.',
  },
  'reference-unresolvable': {
    severity: 'error',
    summary:
      'A `$ref` names something that does not exist (medium where it would only be an example or a link).',
    help: 'Correct the reference, or add what it names.',
  },
  'reference-indirect': {
    severity: 'low',
    summary:
      'The pointer of a `$ref` leads through another `$ref`. It was followed, though no JSON Pointer does.',
    help: 'Refer to the final place.',
  },
  'reference-nonstandard': {
    severity: 'low',
    summary:
      'A `$ref` stands for an operation, a media type or a whole map, which the version does not allow, or leads out of the schema with `$id` that it stands in. It was followed.',
    help: 'Refer to the whole path item, to each member of the map, or by the `$id` of what is meant.',
  },
  'reference-cycle': {
    severity: 'error',
    summary: 'References lead back to themselves with nothing in between, so that they mean nothing.',
    help: 'Let one of them be the object itself.',
  },
  'reference-siblings': {
    severity: 'low',
    summary:
      'Members beside a `$ref` are ignored where the specification says so (low); `security` and `x-security` there are an error.',
    help: 'Move them to the referenced object, or wrap the reference in `allOf`.',
  },
  'schema-dialect': {
    severity: 'error',
    summary:
      'A schema or the document asks for a dialect other than that of OpenAPI 3.1 or JSON Schema 2020-12.',
    help: 'Remove `$schema` or `jsonSchemaDialect`, or translate the schema.',
  },
  'schema-resource': {
    severity: 'error',
    summary:
      'A reference inside a schema with `$id` names by it what no schema has as its `$id` (nothing is fetched for one), or two schemas of one resource have the same dynamic anchor.',
    help: 'Give what is meant that `$id`, or refer by `#/components/schemas/<name>`; give schemas that share a dynamic anchor an `$id` each.',
  },
  'dynamic-anchor-repeated': {
    severity: 'low',
    summary:
      'Several schemas without `$id` have one dynamic anchor. Each schema that stands in no other counts as a resource, which JSON Schema leaves open.',
    help: 'Give each of these schemas an `$id`.',
  },
  'too-many-specializations': {
    severity: 'error',
    summary:
      'Following dynamic references from every scope they are reached in would multiply the schemas of the document beyond bounds.',
    help: 'Use fewer dynamic anchors, or write out the schemas that are meant.',
  },
  'schema-violation': {
    severity: 'medium',
    summary:
      'The document breaks the official JSON Schema of its version. An error where it touches security or leaves open what an operation means.',
    help: null,
  },
} as const satisfies Record<string, CodeEntry>;
