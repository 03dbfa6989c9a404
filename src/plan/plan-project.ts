import path from 'node:path/posix';
import type { Location } from '../diagnostics/diagnostic.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import type { Api, Operation, PolicyModel } from '../model/api.js';
import { FileNames } from '../model/file-names.js';
import { expandPath } from './expand-path.js';
import type {
  Customization,
  ExtraFile,
  ExtraSubject,
  FilePattern,
  GeneratedPaths,
  OnceTemplate,
  ProjectPlan,
  UserFile,
} from './project-plan.js';

/** Where everything generated goes. */
export const generatedPaths: GeneratedPaths = {
  folder: 'src/generated',
  types: 'src/generated/types.ts',
  contract: 'src/generated/contract.ts',
  operations: 'src/generated/operations.ts',
  removed: 'src/generated/removed.ts',
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

/**
 * Lays a project out (design §3): generated files, and the user's, one file of handlers and of policies per tag, or as
 * templates of the user's ask for.
 */
export function planProject(
  api: Api,
  customization: Customization | null = null,
  diagnostics: Diagnostics | null = null,
): ProjectPlan {
  const planner = new Planner(diagnostics);
  planner.take(generatedPaths.effectiveDocument);
  const user: UserFile[] = ONCE.map(([file, template]) => ({
    path: file,
    content: { kind: 'once', template },
  }));
  if (api.schemes.length > 0) user.push({ path: 'src/credentials.ts', content: { kind: 'credentials' } });
  for (const file of user) planner.take(file.path);
  user.push(...planner.handlers(api, customization?.handlers ?? null));
  user.push(...planner.policies(api, customization?.policies ?? null));
  const extra = (customization?.extra ?? []).flatMap((pattern) => planner.extra(api, pattern));
  return {
    generated: generatedPaths,
    user: user.sort((a, b) => (a.path < b.path ? -1 : 1)),
    extra: extra.sort((a, b) => (a.path < b.path ? -1 : 1)),
  };
}

class Planner {
  readonly #diagnostics: Diagnostics | null;
  /** Paths as disks that ignore case see them, and every folder on the way to one. */
  readonly #files = new Set<string>();
  readonly #folders = new Set<string>();
  readonly #reported = new Set<FilePattern>();

  constructor(diagnostics: Diagnostics | null) {
    this.#diagnostics = diagnostics;
  }

  /** Books a path; `false` where a file, or a folder, has it. */
  take(file: string): boolean {
    const key = file.toLowerCase();
    const folders = parents(key);
    if (this.#files.has(key) || this.#folders.has(key) || folders.some((folder) => this.#files.has(folder)))
      return false;
    this.#files.add(key);
    for (const folder of folders) this.#folders.add(folder);
    return true;
  }

  /** Also without an operation there is an index, so that `server.ts` has something to import. */
  handlers({ operations }: Api, pattern: FilePattern | null): readonly UserFile[] {
    const root = 'src/handlers/index.ts';
    this.take(root);
    const files = [...groupBy(operations, handlerGroup(pattern))].flatMap(([, members]): UserFile[] => {
      const { tag, fileName } = members[0]!;
      const names: [string, string][] = [['tag', tag.fileName], ...each(pattern, 'operation', fileName)];
      const file = this.#path(pattern ?? defaultPattern('src/handlers/{tag}.ts'), new Map(names));
      return file === null
        ? []
        : [{ path: file, content: { kind: 'handlers', tag: tag.name, operations: members } }];
    });
    return [...files, reExports('handlers', root, files)];
  }

  policies({ policies, tags }: Api, pattern: FilePattern | null): readonly UserFile[] {
    if (policies.length === 0) return [];
    const root = 'src/policies/index.ts';
    this.take(root);
    const fileNames = new FileNames('policy', ['index']);
    const groupOf = (policy: PolicyModel): string =>
      pattern?.each === 'policy' ? policy.name : policy.fileName;
    const files = [...groupBy(policies, groupOf)].flatMap(([, members]): UserFile[] => {
      const { name, fileName } = members[0]!;
      const names: [string, string][] = [['tag', fileName], ...each(pattern, 'policy', fileNames.give(name))];
      const file = this.#path(pattern ?? defaultPattern('src/policies/{tag}.ts'), new Map(names));
      const tag = tags.find((candidate) => candidate.fileName === fileName)?.name ?? fileName;
      return file === null ? [] : [{ path: file, content: { kind: 'policies', tag, policies: members } }];
    });
    return [...files, reExports('policies', root, files)];
  }

  extra(api: Api, pattern: FilePattern): readonly ExtraFile[] {
    return subjectsOf(api, pattern.each).flatMap(({ subject, names }) => {
      const file = this.#path(pattern, new Map(names));
      return file === null ? [] : [{ path: file, template: pattern.template, subject }];
    });
  }

  /** `null` where a diagnostic says what is wrong with the pattern. */
  #path(pattern: FilePattern, names: ReadonlyMap<string, string>): string | null {
    const expanded = expandPath(pattern.path, names);
    if (typeof expanded !== 'string') {
      const { offset, message, help } = expanded;
      const at = { ...pattern.at, offset: (pattern.at.offset ?? 0) + offset };
      this.#report(pattern, at, message, help);
      return null;
    }
    if (pattern.template.startsWith('project/') && !/(?<!\.d)\.ts$/.test(expanded)) {
      this.#report(pattern, pattern.at, `Stubs go into TypeScript files (.ts), not ${expanded}.`);
      return null;
    }
    if (this.take(expanded)) return expanded;
    const message = `${expanded} would be written twice: another file of the project has the path, perhaps in another case.`;
    this.#report(pattern, pattern.at, message);
    return null;
  }

  /** Once per template: whatever is wrong with a pattern may be wrong for every operation. */
  #report(pattern: FilePattern, at: Location, message: string, help: string | null = null): void {
    if (this.#reported.has(pattern)) return;
    this.#reported.add(pattern);
    this.#diagnostics?.report('template-path', at, message, help === null ? {} : { help });
  }
}

function defaultPattern(pattern: string): FilePattern {
  return { template: '', each: 'tag', path: pattern, at: { file: '', pointer: '', on: 'value' } };
}

function handlerGroup(pattern: FilePattern | null): (operation: Operation) => string {
  return pattern?.each === 'operation' ? ({ name }) => name : ({ tag }) => tag.fileName;
}

function each(pattern: FilePattern | null, kind: FilePattern['each'], name: string): [string, string][] {
  return pattern?.each === kind ? [[kind, name]] : [];
}

interface Subject {
  readonly subject: ExtraSubject;
  readonly names: readonly (readonly [string, string])[];
}

function subjectsOf({ tags, operations }: Api, each: FilePattern['each']): readonly Subject[] {
  switch (each) {
    case 'tag':
      return tags.map((tag) => ({ subject: { kind: 'tag', tag }, names: [['tag', tag.fileName]] }));
    case 'operation':
      return operations.map((operation) => ({
        subject: { kind: 'operation', operation },
        names: [
          ['tag', operation.tag.fileName],
          ['operation', operation.fileName],
        ],
      }));
    default:
      return [{ subject: { kind: 'api' }, names: [] }];
  }
}

function reExports(folder: 'handlers' | 'policies', root: string, files: readonly UserFile[]): UserFile {
  const modules = files.map((file) => path.relative(path.dirname(root), file.path).replace(/\.ts$/, ''));
  return { path: root, content: { kind: 're-exports', folder, modules } };
}

function parents(file: string): readonly string[] {
  const segments = file.split('/');
  return segments.slice(1).map((_, index) => segments.slice(0, index + 1).join('/'));
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
