import type { Diagnostics } from '../diagnostics/diagnostics.js';
import type { JsonObject } from './json.js';
import type { Origins } from './origins.js';
import type { SourceFile } from './source-file.js';

/** Version as it matters to us: major and minor (OAS section 4.1, patches add no features). */
export type DocumentVersion = '2.0' | '3.0' | '3.1' | '3.2';

/** Whether Schema Objects are JSON Schema 2020-12, `$ref` siblings included (OAS 3.1 section 4.8.24). */
export function hasJsonSchema(version: DocumentVersion): boolean {
  return version === '3.1' || version === '3.2';
}

/** Decides which version a root document is written in; `null` after reporting why it cannot be read. */
export function documentVersion(
  file: SourceFile,
  document: JsonObject,
  origins: Origins,
  diagnostics: Diagnostics,
): DocumentVersion | null {
  const { openapi, swagger } = document;
  if (openapi !== undefined && swagger !== undefined) {
    diagnostics.report(
      'ambiguous-version',
      origins.member(document, 'openapi', 'key'),
      'The document declares both `openapi` and `swagger`',
      { related: [{ message: 'The other version', at: origins.member(document, 'swagger', 'key') }] },
    );
    return null;
  }
  if (openapi === undefined && swagger === undefined) {
    diagnostics.report('not-openapi', origins.of(document), 'The document has no `openapi` member');
    return null;
  }
  const [member, name, declared] =
    swagger === undefined
      ? (['openapi', 'OpenAPI', openapi] as const)
      : (['swagger', 'Swagger', swagger] as const);
  const written = typeof declared === 'number' ? textOf(file, member) : declared;
  const version = member === 'swagger' ? swaggerVersion(written) : openapiVersion(written);
  if (version === null) {
    diagnostics.report(
      'unsupported-version',
      origins.member(document, member),
      `${name} ${JSON.stringify(declared)} is not supported`,
    );
  } else if (typeof declared === 'number') {
    diagnostics.report(
      'version-not-string',
      origins.member(document, member),
      `The number was read as version ${version}`,
    );
  }
  return version;
}

/** With or without a patch version: numbers have none. */
function openapiVersion(version: unknown): DocumentVersion | null {
  const match = typeof version === 'string' ? /^(3\.[012])(?:\.\d+(?:-.+)?)?$/u.exec(version) : null;
  return match === null ? null : (match[1] as DocumentVersion);
}

function swaggerVersion(version: unknown): DocumentVersion | null {
  return version === '2.0' || version === '2' ? '2.0' : null;
}

/** The text of a number, since the numbers 3.1 and 3.10 are one. */
function textOf(file: SourceFile, member: string): string {
  const range = file.range(`/${member}`, 'value');
  return range === null ? '' : file.text.slice(range.start, range.end);
}
