import { lstatSync, type Stats } from 'node:fs';
import { isMissing } from './system-error.js';

/**
 * What stands at a path, links not followed.
 *
 * @returns `undefined` where there is nothing
 * @throws the system's error of any other failure
 */
export function statusOf(file: string): Stats | undefined {
  try {
    return lstatSync(file);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

export function isThere(file: string): boolean {
  return statusOf(file) !== undefined;
}

/** Not so for a link to one. */
export function isFolder(file: string): boolean {
  return statusOf(file)?.isDirectory() === true;
}
