/** A template of oasgard's own, for lists and documentation. */
export interface TemplateEntry {
  readonly name: string;
  /** Name of its context's type. */
  readonly context: ContextName;
  /** What it makes. */
  readonly makes: string;
}

export type ContextName =
  | 'ApiContext'
  | 'CommonContext'
  | 'ContractContext'
  | 'CredentialsContext'
  | 'HandlerStubContext'
  | 'IndexContext'
  | 'OperationContext'
  | 'OperationsContext'
  | 'PolicyStubContext'
  | 'ReExportsContext'
  | 'RemovedContext'
  | 'StubFileContext'
  | 'TagContext'
  | 'TypesContext';

/** Every template, sorted by name. */
export const templateCatalogue: readonly TemplateEntry[] = [
  { name: 'generated/contract.ts', context: 'ContractContext', makes: 'src/generated/contract.ts' },
  { name: 'generated/index.ts', context: 'IndexContext', makes: 'src/generated/index.ts' },
  { name: 'generated/operations.ts', context: 'OperationsContext', makes: 'src/generated/operations.ts' },
  { name: 'generated/removed.ts', context: 'RemovedContext', makes: 'src/generated/removed.ts' },
  { name: 'generated/types.ts', context: 'TypesContext', makes: 'src/generated/types.ts' },
  { name: 'partials/generated.ts', context: 'CommonContext', makes: 'the first line of generated files' },
  { name: 'partials/header.ts', context: 'CommonContext', makes: 'what opens your files; nothing' },
  {
    name: 'partials/licence.txt',
    context: 'CommonContext',
    makes: 'plain text: a comment in front of every generated file; nothing',
  },
  { name: 'project/.env.example', context: 'ApiContext', makes: '.env.example' },
  { name: 'project/.gitignore', context: 'ApiContext', makes: '.gitignore' },
  { name: 'project/README.md', context: 'ApiContext', makes: 'README.md' },
  { name: 'project/credentials.ts', context: 'CredentialsContext', makes: 'src/credentials.ts' },
  { name: 'project/handler.ts', context: 'HandlerStubContext', makes: 'the stub of one handler' },
  { name: 'project/handlers.ts', context: 'StubFileContext', makes: 'src/handlers/<tag>.ts' },
  { name: 'project/package.json', context: 'ApiContext', makes: 'package.json' },
  { name: 'project/policies.ts', context: 'StubFileContext', makes: 'src/policies/<tag>.ts' },
  { name: 'project/policy.ts', context: 'PolicyStubContext', makes: 'the stub of one policy' },
  { name: 'project/re-exports.ts', context: 'ReExportsContext', makes: 'index.ts of handlers and policies' },
  { name: 'project/server.ts', context: 'ApiContext', makes: 'src/server.ts' },
  { name: 'project/tsconfig.json', context: 'ApiContext', makes: 'tsconfig.json' },
];
