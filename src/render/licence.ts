import { commentText } from './comment-text.js';
import type { ProjectTemplates } from './project-templates.js';
import type { CommonContext } from './template-contexts.js';

/** Template of the user's licence: plain text. */
const TEMPLATE = 'partials/licence.txt';

/** What opens a line of a comment, by the ending of a file's name. */
const MARKS: readonly (readonly [ending: RegExp, mark: string])[] = [
  [/\.[cm]?[jt]s$/, '//'],
  [/\.ya?ml$/, '#'],
];

/**
 * Puts the user's licence, where there is one, in front of files.
 *
 * @param files texts by path; those that have no comments are passed on as they are
 */
export function licensed(
  files: ReadonlyMap<string, string>,
  common: CommonContext,
  templates: ProjectTemplates,
): ReadonlyMap<string, string> {
  const text = templates.isCustom(TEMPLATE) ? commentText(templates.render(TEMPLATE, common)) : '';
  if (text === '') return files;
  return new Map(
    [...files].map(([file, content]) => {
      const mark = MARKS.find(([ending]) => ending.test(file))?.[1];
      return [file, mark === undefined ? content : comment(text, mark) + content];
    }),
  );
}

/** @param text escaped for comments */
function comment(text: string, mark: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? `${mark}\n` : `${mark} ${line}\n`))
    .join('');
}
