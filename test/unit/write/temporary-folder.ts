import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

/** A real folder that goes away with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'oasgard-write-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function put(root: string, files: Readonly<Record<string, string>>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
}

/** Every file below a folder with its text; folders that hold none as `name/`, links to folders with where they lead. */
export function tree(root: string, below = ''): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const entry of readdirSync(path.join(root, below), { withFileTypes: true })) {
    const relative = below === '' ? entry.name : `${below}/${entry.name}`;
    const at = path.join(root, relative);
    if (entry.isSymbolicLink() && statSync(at).isDirectory()) found[relative] = `-> ${readlinkSync(at)}`;
    else if (!entry.isDirectory()) found[relative] = readFileSync(at, 'utf8');
    else
      Object.assign(
        found,
        readdirSync(path.join(root, relative)).length === 0 ? { [`${relative}/`]: '' } : tree(root, relative),
      );
  }
  return found;
}

export function modified(root: string, file: string): number {
  return statSync(path.join(root, file)).mtimeMs;
}
