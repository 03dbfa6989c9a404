import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { Diagnostics } from '../../../src/diagnostics/diagnostics.js';
import { jsonDiagnostics, type JsonDiagnostic } from '../../../src/diagnostics/json-diagnostics.js';
import { applyOverlays } from '../../../src/load/apply-overlays.js';
import { loadDocument, type LoadedDocument } from '../../../src/load/load-document.js';
import type { LoadLimits } from '../../../src/load/load-limits.js';

/** Files of one test in a folder of their own, removed afterwards. */
export interface DocumentFolder {
  readonly path: string;
  readonly diagnostics: Diagnostics;
  load(options?: {
    readonly entry?: string;
    readonly overlays?: readonly string[];
    readonly limits?: Partial<LoadLimits>;
  }): LoadedDocument | null;
  /** What was reported so far, files relative to the folder. */
  reported(): readonly JsonDiagnostic[];
}

export function documentFolder(files: Readonly<Record<string, string | Uint8Array>>): DocumentFolder {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'oasgard-test-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  const diagnostics = new Diagnostics();
  return {
    path: folder,
    diagnostics,
    load({ entry = 'openapi.yaml', overlays = [], limits = {} } = {}) {
      const loaded = loadDocument(path.join(folder, entry), { limits }, diagnostics);
      const paths = overlays.map((overlay) => path.join(folder, overlay));
      return loaded === null ? null : applyOverlays(loaded, paths, diagnostics);
    },
    reported: () => jsonDiagnostics(diagnostics.list, diagnostics.sources, folder),
  };
}

/** A document of OpenAPI 3.0 with the rest of its members given as YAML. */
export function document30(rest: string): string {
  return `openapi: 3.0.3\ninfo: { title: Test, version: '1' }\n${rest}`;
}

export function document31(rest: string): string {
  return `openapi: 3.1.0\ninfo: { title: Test, version: '1' }\n${rest}`;
}
