import { lstatSync, realpathSync } from 'node:fs';
import path from 'node:path';

export class EscapeError extends Error {
  readonly relative: string;

  constructor(relative: string, reason: string) {
    super(reason);
    this.relative = relative;
  }
}

/**
 * The real, absolute path of a file below `root`, symbolic links followed.
 *
 * @param root real, absolute path of a folder
 * @param relative path with `/` between its segments; the file need not exist
 * @throws EscapeError where the path, or a link on it, leaves `root`, or a link leads nowhere
 */
export function containedPath(root: string, relative: string): string {
  const segments = relative.split('/');
  if (!segments.every(isPlainSegment))
    throw new EscapeError(relative, 'is not a path inside the output folder');
  let current = root;
  for (const segment of segments) {
    current = path.join(current, segment);
    if (!isSymbolicLink(current)) continue;
    const target = realTarget(current);
    if (target === null) throw new EscapeError(relative, 'is behind a symbolic link that leads nowhere');
    if (!isInside(root, target))
      throw new EscapeError(relative, `is behind a symbolic link that leads to ${target}`);
    current = target;
  }
  return current;
}

/** Compares segments: `/out-evil` is not inside `/out`. */
export function isInside(root: string, target: string): boolean {
  const relative = path.relative(root, target);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

function isPlainSegment(segment: string): boolean {
  return segment !== '' && segment !== '.' && segment !== '..' && !/[\\:\0]/.test(segment);
}

function isSymbolicLink(file: string): boolean {
  try {
    return lstatSync(file).isSymbolicLink();
  } catch {
    // Nothing there, or no way to it: whoever reads or writes the file next says so.
    return false;
  }
}

function realTarget(link: string): string | null {
  try {
    return realpathSync(link);
  } catch {
    return null;
  }
}
