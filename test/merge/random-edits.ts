import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** One thing a user does to the files of handlers and policies. */
export interface Edit {
  readonly kind: (typeof editKinds)[number];
  /** Chooses among whatever there is to choose from. */
  readonly pick: number;
}

/** What keeps a project whole, if the document does not change. */
export const harmlessEdits = [
  'comment',
  'helper',
  'blank-lines',
  'line-ends',
  'longer-body',
  'export-list',
  'class',
  'move-handler',
  'move-file',
  'flatten-index',
] as const;

export const editKinds = [...harmlessEdits, 'delete', 'break'] as const;

const folders = ['src/handlers', 'src/policies'];
/** A stub as it is generated, or as the edits below leave it. */
const declaration = /^export const (\w+): (Handlers|Policies)\['\w+'\] = (.*\{\r?\n(?:.*\n)*?\}|.*);\r?$/gm;

/** What an edit did, for what must be said of it afterwards. */
export interface EditEffect {
  /** Name of a member that is gone. */
  readonly deleted: string | null;
  /** File that does not parse any more. */
  readonly broken: string | null;
}

const none: EditEffect = { deleted: null, broken: null };

/** Makes an edit in a project; one that finds nothing to be made on does nothing. */
export function applyEdit(root: string, { kind, pick }: Edit): EditEffect {
  const files = folders.flatMap((folder) => sourcesIn(root, folder));
  const file = files[pick % Math.max(1, files.length)];
  if (file === undefined) return none;
  const at = path.join(root, file);
  const text = readFileSync(at, 'utf8');
  const write = (next: string): EditEffect => {
    writeFileSync(at, next);
    return none;
  };
  const found = [...text.matchAll(declaration)];
  const member = found[pick % Math.max(1, found.length)];
  const [whole = '', name = '', type = '', value = ''] = member ?? [];
  switch (kind) {
    case 'comment': {
      const lines = text.split('\n');
      const line = pick % (lines.length + 1);
      return write(
        [...lines.slice(0, line), `// Mine: 'é' 😀 ${String(pick)} {`, ...lines.slice(line)].join('\n'),
      );
    }
    case 'helper':
      return write(`${text}\nexport function helper${String(pick)}(): string {\n\treturn \`}\${'{'}\`;\n}`);
    case 'blank-lines':
      return write(`${text}\n  \n\n\t`);
    case 'line-ends':
      return write(text.replaceAll('\r\n', '\n').replaceAll('\n', '\r\n'));
    case 'longer-body':
      return member === undefined || type !== 'Handlers' || !value.includes('  return problem(')
        ? none
        : write(
            text.replace(whole, () =>
              whole.replace(
                '  return problem(',
                `  if (${String(pick)} < 0) return problem(409, 'conflict');\n$&`,
              ),
            ),
          );
    case 'export-list':
      return member === undefined
        ? none
        : write(
            text.replace(
              whole,
              () => `const my_${name}: ${type}['${name}'] = ${value};\nexport { my_${name} as ${name} };`,
            ),
          );
    case 'class':
      return member === undefined
        ? none
        : write(
            text.replace(
              whole,
              () =>
                `class Of_${name} {\n  readonly ${name}: ${type}['${name}'] = ${value};\n}\nexport const { ${name} } = new Of_${name}();`,
            ),
          );
    case 'move-handler': {
      if (member === undefined) return none;
      const moved = path.join(path.dirname(file), `own/${name}.ts`);
      mkdirSync(path.join(root, path.dirname(moved)), { recursive: true });
      const words = ['problem', 'type ReplyOf', 'undecided'].filter((word) =>
        value.includes(word.replace('type ', '')),
      );
      writeFileSync(
        path.join(root, moved),
        `import { ${[`type ${type}`, ...words].join(', ')} } from '../../generated/index.js';\n\n${whole}\n`,
      );
      return write(text.replace(whole, () => `export { ${name} } from './own/${name}.js';`));
    }
    case 'move-file': {
      const to = file.replace(/(?:-mine)?\.ts$/, '-mine.ts');
      const index = path.join(root, path.dirname(file), 'index.ts');
      const before = readFileSync(index, 'utf8');
      const specifier = `./${path.basename(file, '.ts')}.js`;
      if (to === file || !before.includes(specifier)) return none;
      writeFileSync(index, before.replaceAll(specifier, `./${path.basename(to, '.ts')}.js`));
      renameSync(at, path.join(root, to));
      return none;
    }
    case 'flatten-index': {
      const index = path.join(root, path.dirname(file), 'index.ts');
      const line = `export * from './${path.basename(file, '.ts')}.js';`;
      const before = readFileSync(index, 'utf8');
      const names = exportedNames(text);
      if (!before.includes(line) || names.length === 0) return none;
      const list = `export { ${names.join(', ')} } from './${path.basename(file, '.ts')}.js';`;
      writeFileSync(index, before.replace(line, list));
      return none;
    }
    case 'delete':
      if (member === undefined) return none;
      write(text.replace(whole, ''));
      return { deleted: `${type}.${name}`, broken: null };
    case 'break':
      write(`${text}\n}{`);
      return { deleted: null, broken: file };
  }
}

function exportedNames(text: string): readonly string[] {
  return [
    ...[...text.matchAll(/^export (?:const|function) (\w+)/gm)].map(([, name]) => name!),
    ...[...text.matchAll(/^export \{ (?:\w+ as )?(\w+) \}/gm)].map(([, name]) => name!),
    ...[...text.matchAll(/^export const \{ (\w+) \}/gm)].map(([, name]) => name!),
  ];
}

/** Files of a folder that hold members, its index left out. */
function sourcesIn(root: string, folder: string): readonly string[] {
  try {
    return readdirSync(path.join(root, folder), { withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== 'index.ts' && entry.name.endsWith('.ts'))
      .map((entry) => `${folder}/${entry.name}`)
      .sort();
  } catch {
    return [];
  }
}
