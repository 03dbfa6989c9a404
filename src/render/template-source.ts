import type { FrontMatter } from './front-matter.js';

/** A template as it stands on disk. */
export interface TemplateSource {
  /** Path below its folder, without `.hbs` and with `/`: `project/handler.ts`. */
  readonly name: string;
  /** Absolute path. */
  readonly file: string;
  readonly text: string;
  /** Where the text to print begins, behind the front matter; 0-based. */
  readonly body: number;
  readonly frontMatter: FrontMatter | null;
  /** Whether it is the user's. */
  readonly custom: boolean;
}

/** The templates of a run: the user's, and oasgard's own. */
export interface TemplateLibrary {
  /** The user's template of a name, else oasgard's; `null` where there is none. `oasgard/<name>` is always oasgard's. */
  find(name: string): TemplateSource | null;
  /** Every name, sorted. */
  readonly names: readonly string[];
  /** Whether any is the user's. */
  readonly customized: boolean;
}
