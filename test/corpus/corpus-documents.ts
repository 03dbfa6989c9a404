import { existsSync } from 'node:fs';
import path from 'node:path';
import type { DocumentOperation } from '../support/openapi-operations.js';
import { repository } from '../support/repository.js';

export interface CorpusDocument {
  readonly name: string;
  /** Below `docs` of the corpus. */
  readonly file: string;
  /** Operations the document leaves undecided, by label, with the requirement the test's overlay gives them. */
  readonly decided?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** Takes minutes. */
  readonly isLarge?: true;
}

/** Real documents, beside the repository: they belong to their publishers. */
const corpus = path.join(repository, '../shared/corpus/docs');

export const hasCorpus = existsSync(corpus);

export function corpusFile({ file }: CorpusDocument): string {
  return path.join(corpus, file);
}

const documents: readonly CorpusDocument[] = [
  { name: 'Train Travel', file: 'train-travel/openapi.yaml' },
  { name: 'Museum', file: 'museum.yaml' },
  { name: 'Box', file: 'box.json' },
  { name: 'Discord', file: 'discord.json', isLarge: true },
  {
    name: 'Adyen Checkout',
    file: 'adyen-checkout.json',
    decided: { 'POST /validateShopperId': { ApiKeyAuth: [] } },
  },
  { name: 'Spotify', file: 'spotify.yml' },
  { name: 'Keycloak', file: 'keycloak-admin.json', isLarge: true },
  { name: 'OpenAI', file: 'openai.yaml', isLarge: true },
  { name: 'Stripe', file: 'stripe.json', isLarge: true },
  // Of no other document are operations left undecided.
  { name: 'Petstore', file: 'petstore-3.yaml' },
];

/** `npm test` leaves the large ones to `npm run test:served`. */
export const corpusDocuments: readonly CorpusDocument[] = documents.filter(
  ({ isLarge }) => isLarge !== true || process.env['MODE'] === 'whole',
);

/** The operations as the test's overlay leaves them. */
export function decideOperations(
  { decided = {} }: CorpusDocument,
  operations: readonly DocumentOperation[],
): readonly DocumentOperation[] {
  return operations.map((operation) => {
    const requirement = decided[operation.label];
    return requirement === undefined
      ? operation
      : { ...operation, requirements: [new Map(Object.entries(requirement))] };
  });
}

/** The overlay that decides what the document does not; none where it decides everything. */
export function decisionsOverlay({ decided = {} }: CorpusDocument): readonly string[] {
  const actions = Object.entries(decided).map(([label, requirement]) => {
    const [method = '', key = ''] = label.split(' ');
    return {
      target: `$.paths[${JSON.stringify(key)}].${method.toLowerCase()}`,
      update: { security: [requirement] },
    };
  });
  const info = { title: 'Decisions', version: '1.0.0' };
  return actions.length === 0 ? [] : [JSON.stringify({ overlay: '1.0.0', info, actions })];
}
