import type { Diagnostics } from '../diagnostics/diagnostics.js';
import type { JsonObject } from './json.js';
import type { Origins } from './origins.js';
import type { SourceFile } from './source-file.js';

/** Version as it matters to us: major and minor (OAS section 4.1, patches add no features). */
export type DocumentVersion = '3.0' | '3.1';

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
  if (swagger !== undefined) {
    diagnostics.report(
      'unsupported-version',
      origins.member(document, 'swagger'),
      `Swagger ${JSON.stringify(swagger)} is not supported`,
    );
    return null;
  }
  if (openapi === undefined) {
    diagnostics.report('not-openapi', origins.of(document), 'The document has no `openapi` member');
    return null;
  }
  const version = typeof openapi === 'number' ? numberVersion(file) : stringVersion(openapi);
  if (version === null) {
    diagnostics.report(
      'unsupported-version',
      origins.member(document, 'openapi'),
      `OpenAPI ${JSON.stringify(openapi)} is not supported`,
    );
  } else if (typeof openapi === 'number') {
    diagnostics.report(
      'version-not-string',
      origins.member(document, 'openapi'),
      `The number was read as version ${version}`,
    );
  }
  return version;
}

function stringVersion(version: unknown): DocumentVersion | null {
  const match = typeof version === 'string' ? /^(3\.[01])\.\d+(?:-.+)?$/u.exec(version) : null;
  return match === null ? null : (match[1] as DocumentVersion);
}

/** By the text, since the numbers 3.1 and 3.10 are one. */
function numberVersion(file: SourceFile): DocumentVersion | null {
  const range = file.range('/openapi', 'value');
  const written = range === null ? '' : file.text.slice(range.start, range.end);
  return written === '3.0' || written === '3.1' ? written : null;
}
