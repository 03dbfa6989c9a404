import type { Api, SchemeModel } from '../model/api.js';
import type { OnceTemplate } from '../plan/project-plan.js';
import { aboutScheme } from './about-scheme.js';
import { Code } from './code.js';
import { type Data, dataLiteral } from './data-literal.js';
import { nameVariables, type SchemeVariables } from './environment-names.js';
import { importLine } from './import-lines.js';
import type { Dependency } from './rendered-project.js';
import type { TemplateEngine } from './template-engine.js';

/** What the templates of `templates/project` that are rendered once see. */
export interface ProjectContext {
  readonly source: string;
  readonly title: string;
  readonly version: string;
  /** A valid npm package name. */
  readonly packageName: string;
  readonly policies: boolean;
  /** The one origin that `cors` of the document lists; `null` where it lists none or several. */
  readonly origin: string | null;
  readonly schemes: readonly SchemeContext[];
  readonly dependencies: readonly Dependency[];
  readonly devDependencies: readonly Dependency[];
}

export interface SchemeContext {
  readonly name: string;
  readonly about: string;
  /** The variables its credentials are read from. */
  readonly variables: readonly {
    readonly name: Code;
    readonly example: Code;
    /** Whether the server does not start without it. */
    readonly required: boolean;
  }[];
}

/** What the template of `credentials.ts` sees. */
export interface CredentialsContext {
  /** The import declaration. */
  readonly imports: Code;
  /** Whether the document takes tokens back: a store of revocations is made. */
  readonly revocation: boolean;
  readonly schemes: readonly {
    readonly name: string;
    readonly about: string;
    readonly note: string | null;
    /** A line of code that shows how to do without the environment. */
    readonly example: string | null;
    readonly value: Code;
  }[];
}

export function renderOnce(
  template: OnceTemplate,
  context: ProjectContext,
  templates: TemplateEngine,
): string {
  return templates.render(`project/${template}`, context);
}

export function projectContext(
  api: Api,
  source: string,
  dependencies: readonly Dependency[],
): ProjectContext {
  return {
    source,
    title: api.title,
    version: api.version,
    packageName: packageName(api.title),
    policies: api.policies.length > 0,
    origin: onlyOrigin(api),
    schemes: nameVariables(api.schemes).map((variables) => ({
      name: variables.scheme.name,
      about: aboutScheme(variables.scheme),
      variables: readVariables(variables).map(({ name, example, required }) => ({
        name: new Code(name),
        example: new Code(example),
        required,
      })),
    })),
    dependencies: dependencies.filter(({ development }) => !development),
    devDependencies: dependencies.filter(({ development }) => development),
  };
}

/** Several origins may have several rights: which of them an environment replaces is not for a template to say. */
function onlyOrigin({ cors, operations }: Api): string | null {
  const policies = [cors, ...operations.map((operation) => operation.cors)];
  const [only, ...others] = new Set(policies.flatMap((policy) => policy?.origins ?? []));
  return only === undefined || only === '*' || others.length > 0 ? null : only;
}

/** `src/credentials.ts`. */
export function renderCredentials(api: Api, templates: TemplateEngine): string {
  const entries = nameVariables(api.schemes).map((variables) => ({
    name: variables.scheme.name,
    about: aboutScheme(variables.scheme),
    ...credential(variables),
  }));
  const revocation = api.schemes.some(revokes);
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
  const context: CredentialsContext = { imports, revocation, schemes };
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

interface Variable {
  /** Member of `JwtVariables`; empty for others. */
  readonly member: string;
  readonly name: string;
  readonly example: string;
  readonly required: boolean;
}

function readVariables(variables: SchemeVariables): readonly Variable[] {
  const { scheme, users, keys, issuer, audience, jwksUrl, secret } = variables;
  switch (scheme.kind) {
    case 'basic':
      return [{ member: '', name: users, example: `'[{"username":"","passwordHash":""}]'`, required: true }];
    case 'apiKey':
      return [{ member: '', name: keys, example: `'[{"id":"","hash":""}]'`, required: true }];
    case 'jwt': {
      const symmetric = scheme.algorithms.some((algorithm) => algorithm.startsWith('HS'));
      return [
        {
          member: 'issuer',
          name: issuer,
          example: 'https://id.example.com',
          required: scheme.issuer === null && (symmetric || scheme.discoveryUrl === null),
        },
        {
          member: 'audience',
          name: audience,
          example: 'https://api.example.com',
          required: scheme.audience.length === 0 && scheme.typ !== 'legacy',
        },
        symmetric
          ? { member: 'secret', name: secret, example: '', required: true }
          : {
              member: 'jwksUrl',
              name: jwksUrl,
              example: 'https://id.example.com/.well-known/jwks.json',
              required: scheme.discoveryUrl === null,
            },
      ];
    }
    case 'custom':
      return [];
  }
}

/** The title as a package name: lower case, words joined by hyphens. */
function packageName(title: string): string {
  const words =
    title
      .slice(0, 100)
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  return words.length === 0 ? 'api-server' : `${words.join('-')}-server`.slice(0, 100);
}
