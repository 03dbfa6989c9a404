import type { Api } from '../model/api.js';
import type { GeneratedPaths, OnceTemplate, ProjectPlan, UserFile } from './project-plan.js';

const GENERATED: GeneratedPaths = {
  folder: 'src/generated',
  types: 'src/generated/types.ts',
  contract: 'src/generated/contract.ts',
  operations: 'src/generated/operations.ts',
  index: 'src/generated/index.ts',
  validators: 'src/generated/validators',
  runtime: 'src/generated/runtime',
  effectiveDocument: 'openapi.effective.yaml',
};

const ONCE: readonly (readonly [path: string, template: OnceTemplate])[] = [
  ['.env.example', '.env.example'],
  ['.gitignore', '.gitignore'],
  ['README.md', 'README.md'],
  ['package.json', 'package.json'],
  ['src/server.ts', 'server.ts'],
  ['tsconfig.json', 'tsconfig.json'],
];

/** Lays a project out (design §3): generated files, and the user's, one file of handlers and of policies per tag. */
export function planProject(api: Api): ProjectPlan {
  const user: UserFile[] = [
    ...ONCE.map(([path, template]): UserFile => ({ path, content: { kind: 'once', template } })),
    ...planHandlers(api),
    ...planPolicies(api),
  ];
  if (api.schemes.length > 0) user.push({ path: 'src/credentials.ts', content: { kind: 'credentials' } });
  return { generated: GENERATED, user: user.sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

/** Also without an operation there is an index, so that `server.ts` has something to import. */
function planHandlers({ operations }: Api): readonly UserFile[] {
  const byTag = groupBy(operations, ({ tag }) => tag.fileName);
  const files = [...byTag].map(([fileName, members]): UserFile => ({
    path: `src/handlers/${fileName}.ts`,
    content: { kind: 'handlers', tag: members[0]!.tag.name, operations: members },
  }));
  return [...files, reExports('handlers', [...byTag.keys()])];
}

function planPolicies({ policies, tags }: Api): readonly UserFile[] {
  if (policies.length === 0) return [];
  const byTag = groupBy(policies, ({ fileName }) => fileName);
  const files = [...byTag].map(([fileName, members]): UserFile => ({
    path: `src/policies/${fileName}.ts`,
    content: {
      kind: 'policies',
      tag: tags.find((tag) => tag.fileName === fileName)?.name ?? fileName,
      policies: members,
    },
  }));
  return [...files, reExports('policies', [...byTag.keys()])];
}

function reExports(folder: 'handlers' | 'policies', modules: readonly string[]): UserFile {
  return { path: `src/${folder}/index.ts`, content: { kind: 're-exports', folder, modules } };
}

function groupBy<T>(members: readonly T[], keyOf: (member: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const member of members) {
    const group = groups.get(keyOf(member));
    if (group === undefined) groups.set(keyOf(member), [member]);
    else group.push(member);
  }
  return groups;
}
