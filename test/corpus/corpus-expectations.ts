/** What is expected of a real document that is not simply generated, served and called. Reviewed by hand. */
export interface CorpusExpectation {
  /** Its errors, as `code line:column`, where it is refused. */
  readonly refused?: readonly string[];
  /** Regular expressions of whole lines of `problems`, each with why it is no fault of oasgard's. */
  readonly problems?: Readonly<Record<string, string>>;
  /** Why it is refused: a true fault of the document. */
  readonly reason?: string;
}

export const corpusExpectations: Readonly<Record<string, CorpusExpectation>> = {
  cloudflare: {
    problems: {
      'valid (?:POST|PUT) /.*/access/identity_providers.* application/json: 400 invalid-request: body # oneOf':
        'The kinds of providers differ in optional members only, so that values fit several.',
      'valid GET /ips\\?networks=jdcloud: 400 invalid-request: query networks repeated':
        'The path has the query that is declared as a parameter too: the sample sends both.',
    },
  },
  'hey-api-full-31': {
    problems: {
      'valid GET /api/v\\{api-version\\}/types: 400 invalid-request: query parameterObject .*':
        'Two exploded objects take any name, and nothing says which member is whose.',
      'valid GET /api/v\\{api-version\\}/complex: 400 invalid-request: query parameterObject type':
        'OAS defines no way to write an object of objects in a query of style form.',
      'valid PUT /api/v\\{api-version\\}/complex/\\{id\\} application/json-patch.json: 400 invalid-request: .* oneOf':
        'Several alternatives take the same values.',
      'valid POST /api/v\\{api-version\\}/upload application/x-www-form-urlencoded: 400 invalid-request: body # type':
        'A form is an object, and the schema wants a text.',
      'valid PUT /api/v\\{api-version\\}/non-ascii-.* application/x-www-form-urlencoded: 400 invalid-request: body # type':
        'A form is an object, and the schema wants a list.',
    },
  },
  'oai-non-oauth-scopes': {
    problems: {
      'valid GET /users: 403 insufficient-role':
        'The role names of a bearer scheme need x-security: { claims: { roles } }, which the document does not have.',
    },
  },
  'okta-management': {
    problems: {
      'valid POST /api/v1/apps/\\{appId\\}/users/\\{userId\\} application/json: 400 invalid-request: body # oneOf':
        'Neither alternative requires what tells it from the other.',
      'valid POST /api/v1/inlineHooks/\\{inlineHookId\\}/execute application/json: 400 invalid-request: .* body # oneOf':
        'Six alternatives without a discriminator, none of which requires anything.',
      'valid POST /api/v1/users/\\{userId\\}/factors/\\{factorId\\}/(?:lifecycle/activate|verify) application/json: 400 invalid-request: body # oneOf':
        'Several alternatives are the same schema, so that every value fits all of them.',
    },
  },
  pagerduty: {
    problems: {
      'valid (?:POST|PUT) /users/.*contact_methods.* application/json: 400 invalid-request: body #/contact_method oneOf':
        'A part of every alternative makes type readOnly, so that requests hold nothing that tells them apart.',
    },
  },
  plaid: {
    problems: {
      'valid POST /transfer/originator/get examples: 415 unsupported-media-type':
        'examples stands among the media types of the body, and names none.',
    },
  },
  'readme-discriminators': {
    problems: {
      'valid PATCH /embedded-discriminator application/json: 400 invalid-request: body # oneOf':
        'Values fit Cat and Dog alike: the discriminator stands in Pet, to which the choice does not refer.',
    },
  },
  'readme-schema-types-31': {
    problems: {
      'valid (?:PUT|PATCH) /anything/quirks/polymorphism application/json: 400 invalid-request: body # type':
        'Nothing is a string and an integer.',
    },
  },
  'readme-security-multiple': {
    problems: {
      'valid POST /anything/and: 401 credentials-required':
        'Basic and a bearer token are required together, and there is one Authorization header.',
    },
  },
  'readme-undefined-scheme': {
    refused: ['undefined-scheme 51:13', 'undefined-scheme 68:13', 'undefined-scheme 85:13'],
    reason: 'Operations require schemes that the document does not define.',
  },
  sendgrid: {
    problems: {
      'valid PUT /marketing/singlesends/\\{id\\}/schedule application/json: 400 invalid-request: body #/send_at format':
        'The only value listed, now, is no date-time.',
    },
  },
  'rapid7-js': {
    refused: ['invalid-path 28:9'],
    reason: 'Its path is an attack on generators, with a brace that closes nothing.',
  },
  'tyk-gateway-remote-ref': {
    refused: [
      'reference-forbidden 756:27',
      'reference-forbidden 857:23',
      'reference-forbidden 995:25',
      'reference-forbidden 1105:21',
      'reference-forbidden 1218:23',
      'reference-forbidden 1527:21',
      'reference-forbidden 1582:27',
      'reference-forbidden 1655:23',
      'reference-forbidden 1669:27',
      'reference-forbidden 1720:25',
      'reference-forbidden 1765:23',
      'reference-forbidden 8142:21',
    ],
    reason: 'It refers to schemas on the network, which needs --allow-remote.',
  },
  'oas32-kitchen-sink': {
    refused: ['schema-violation 132:11', 'schema-violation 144:9'],
    reason:
      'A test of validators: flows of its OAuth scheme hold a member without meaning, and lack their scopes.',
  },
};
