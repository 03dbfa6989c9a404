import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import { nearestName } from '../policy/nearest-name.js';
import { strictContext, UnknownKeyError } from './template-context.js';
import { TemplateError } from './template-error.js';
import { helpers } from './template-helpers.js';
import { prepareTemplate } from './template-syntax.js';

/**
 * Renders templates to source text, safe by default:
 *
 * - `{{x}}` prints a string, number or boolean as an escaped TypeScript literal, quotes included;
 * - `{{ident x}}`, `{{key x}}`, `{{comment x}}` and `{{code x}}` print a name, a property key, text inside a comment, and
 *   the `Code` a renderer made; nothing else becomes code;
 * - an unknown name is an error wherever it stands, with the template's file and line.
 */
export class TemplateEngine {
  readonly #roots: readonly string[];
  readonly #handlebars = Handlebars.create();
  readonly #templates = new Map<string, Template>();
  /** Where the name looked up last stands: what is at fault when something throws. */
  #at = { file: '', line: 0 };

  /** `roots`: template folders, absolute; the first that has a file wins. */
  constructor(roots: readonly string[]) {
    this.#roots = roots;
    this.#handlebars.registerHelper({
      ...helpers,
      at: (file: string, line: number) => void (this.#at = { file, line }),
      from: (_at: undefined, value: unknown) => {
        // Names looked up in a string or a number, which no context can guard.
        if (value === undefined) throw new TypeError('There is no such name here');
        return value;
      },
    });
  }

  /**
   * The text of `<root>/<name>.hbs` over `context`.
   *
   * @throws {TemplateError} for anything wrong with the template.
   */
  render(name: string, context: object): string {
    const template = this.#template(name);
    try {
      return template(strictContext(context));
    } catch (error) {
      if (error instanceof TemplateError) throw error;
      throw new TemplateError(this.#at.file, this.#at.line, reason(error), { cause: error });
    }
  }

  #template(name: string): Template {
    const known = this.#templates.get(name);
    if (known !== undefined) return known;
    const file = this.#roots.map((root) => join(root, `${name}.hbs`)).find((path) => existsSync(path));
    if (file === undefined) throw new TemplateError(`${name}.hbs`, 0, 'There is no such template');
    const { program, partials } = prepareTemplate(file, readFileSync(file, 'utf8'));
    for (const partial of partials) {
      this.#handlebars.registerPartial(partial, (context: object) => this.#template(partial)(context));
    }
    const compiled = this.#handlebars.compile<object>(program, {
      strict: true,
      noEscape: true,
      knownHelpersOnly: true,
      knownHelpers: Object.fromEntries(
        [...Object.keys(helpers), 'at', 'from'].map((helper) => [helper, true]),
      ),
    });
    const template: Template = (context) => compiled(context);
    this.#templates.set(name, template);
    return template;
  }
}

type Template = (context: object) => string;

function reason(error: unknown): string {
  if (error instanceof UnknownKeyError) {
    const nearest = nearestName(error.key, error.known);
    return nearest === null ? error.message : `${error.message}. Did you mean "${nearest}"?`;
  }
  return error instanceof Error ? error.message : String(error);
}
