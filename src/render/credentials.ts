import type { Api, SchemeModel } from '../model/api.js';
import { aboutScheme } from './about-scheme.js';
import { Code } from './code.js';
import { type Data, dataLiteral } from './data-literal.js';
import { nameVariables, type SchemeVariables } from './environment-names.js';
import { importLine } from './import-lines.js';
import type { ProjectTemplates } from './project-templates.js';
import { readVariables } from './scheme-variables.js';
import type { CommonContext, CredentialsContext } from './template-contexts.js';

/**
 * `src/credentials.ts`.
 *
 * @param only name of the one scheme it is to have an entry of; default all
 */
export function renderCredentials(
  api: Api,
  common: CommonContext,
  templates: ProjectTemplates,
  only: string | null = null,
): string {
  const shown = nameVariables(api.schemes).filter(({ scheme }) => only === null || scheme.name === only);
  const entries = shown.map((variables) => ({
    name: variables.scheme.name,
    about: aboutScheme(variables.scheme),
    ...credential(variables),
  }));
  const revocation = shown.some(({ scheme }) => revokes(scheme));
  const functions = [
    ...entries.flatMap(({ from }) => (from === null ? [] : [from])),
    ...(revocation ? ['memoryRevocationStore'] : []),
  ];
  const names = [...[...new Set(functions)].sort(), 'type Credentials'];
  const imports = new Code(importLine(names, './generated/index.js'));
  const schemes = entries.map(({ name, about, note, example, value }) => ({
    name,
    about,
    note,
    example,
    value,
  }));
  const context: CredentialsContext = { ...common, imports, revocation, schemes };
  return templates.render('project/credentials.ts', context);
}

function revokes(scheme: SchemeModel): boolean {
  return scheme.kind === 'jwt' && scheme.revocation.length > 0;
}

interface Credential {
  /** Function of the runtime that reads it from the environment. */
  readonly from: string | null;
  readonly note: string | null;
  readonly example: string | null;
  readonly value: Code;
}

function credential(variables: SchemeVariables): Credential {
  const { scheme } = variables;
  switch (scheme.kind) {
    case 'basic':
      return {
        from: 'basicFromEnvironment',
        note: 'From a database:',
        example: "{ kind: 'basic', lookup: (username) => users.findByName(username) }",
        value: new Code(`basicFromEnvironment(${dataLiteral(variables.users)})`),
      };
    case 'apiKey':
      return {
        from: 'apiKeysFromEnvironment',
        note: 'From a database:',
        example: "{ kind: 'apiKey', lookup: ({ hash }) => keys.findByHash(hash) }",
        value: new Code(`apiKeysFromEnvironment(${dataLiteral(variables.keys)})`),
      };
    case 'jwt': {
      const read = readVariables(variables);
      const names = (required: boolean): Readonly<Record<string, string>> =>
        Object.fromEntries(
          read.filter((variable) => variable.required === required).map(({ member, name }) => [member, name]),
        );
      const [required, optional] = [names(true), names(false)];
      const settings = Object.keys(optional).length === 0 ? [required] : [required, optional];
      const all = revokes(scheme) ? [required, optional, new Code('revocations')] : settings;
      return {
        from: 'jwtFromEnvironment',
        note: null,
        example: null,
        value: new Code(callOf('jwtFromEnvironment', all)),
      };
    }
    case 'mutualTLS':
      return {
        from: 'certificatesFromEnvironment',
        note: 'From a database, by its fingerprint or by the names in it:',
        example: "{ kind: 'mutualTLS', lookup: ({ fingerprint }) => clients.findByFingerprint(fingerprint) }",
        value: new Code(`certificatesFromEnvironment(${dataLiteral(variables.certificates)})`),
      };
    case 'custom':
      return {
        from: null,
        note: 'Replace the entry by a verifier of yours:',
        example: "{ kind: 'custom', verify: (credentials) => accounts.verify(credentials) }",
        value: new Code(
          dataLiteral(
            {
              kind: 'missing',
              message: `Nothing verifies credentials of the HTTP scheme ${scheme.httpScheme}.`,
              fix: `Write a verifier in src/credentials.ts: ${dataLiteral(scheme.name)}.`,
            },
            90,
          ),
        ),
      };
  }
}

/** A call whose arguments are small: each on its line where they do not fit on one. */
function callOf(name: string, values: readonly Data[]): string {
  const texts = values.map((value) => dataLiteral(value));
  const flat = `${name}(${texts.join(', ')})`;
  return flat.length <= 80 ? flat : `${name}(\n${texts.map((text) => `  ${text},\n`).join('')})`;
}
