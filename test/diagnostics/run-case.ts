import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { modelCodes } from '../../src/diagnostics/codes/model.js';
import { renderCodes } from '../../src/diagnostics/codes/render.js';
import { writeCodes } from '../../src/diagnostics/codes/write.js';
import { Diagnostics } from '../../src/diagnostics/diagnostics.js';
import { jsonDiagnostics, type JsonDiagnostic } from '../../src/diagnostics/json-diagnostics.js';
import { applyOverlays } from '../../src/load/apply-overlays.js';
import { loadDocument } from '../../src/load/load-document.js';
import type { LoadLimits } from '../../src/load/load-limits.js';
import { buildApi } from '../../src/model/build-api.js';
import { normalizeDocument } from '../../src/normalize/normalize-document.js';
import { generate } from '../../src/pipeline.js';
import { resolvePolicy } from '../../src/policy/resolve-policy.js';
import { checkDocument } from '../../src/resolve/check-document.js';

/** `case.json` of a folder; absent where everything has its default. */
interface Case {
  /** Default `openapi.yaml`. */
  readonly document?: string;
  readonly overlays?: readonly string[];
  readonly limits?: Partial<LoadLimits>;
  /** Folder (or file) of the case that the output folder starts as; default none. */
  readonly out?: string;
  readonly adopt?: boolean;
  readonly force?: boolean;
}

/** Runs the passes up to the one that reports `code` on the document of a folder. Files are relative to the folder. */
export async function runCase(folder: string, code: string): Promise<readonly JsonDiagnostic[]> {
  const options = readCase(folder);
  return code in renderCodes || code in writeCodes ? runWhole(folder, options) : runReading(folder, code, options);
}

function readCase(folder: string): Case {
  const file = path.join(folder, 'case.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Case) : {};
}

function runReading(folder: string, code: string, options: Case): readonly JsonDiagnostic[] {
  const diagnostics = new Diagnostics();
  const written = loadDocument(
    path.join(folder, options.document ?? 'openapi.yaml'),
    options.limits === undefined ? {} : { limits: options.limits },
    diagnostics,
  );
  const overlays = (options.overlays ?? []).map((overlay) => path.join(folder, overlay));
  const loaded = written === null ? null : applyOverlays(written, overlays, diagnostics);
  if (loaded !== null) {
    checkDocument(loaded, diagnostics);
    const document = normalizeDocument(loaded, diagnostics);
    if (document !== null && !diagnostics.hasErrors) {
      const policy = resolvePolicy(document, diagnostics);
      if (code in modelCodes) buildApi(document, policy, new Map(), diagnostics);
    }
  }
  return jsonDiagnostics(diagnostics.list, diagnostics.sources, folder);
}

async function runWhole(folder: string, options: Case): Promise<readonly JsonDiagnostic[]> {
  const temporary = mkdtempSync(path.join(tmpdir(), 'oasgard-diagnostics-'));
  try {
    const out = path.join(temporary, 'out');
    if (options.out !== undefined) cpSync(path.join(folder, options.out), out, { recursive: true });
    const { diagnostics, sources } = await generate({
      document: path.join(folder, options.document ?? 'openapi.yaml'),
      out,
      overlays: (options.overlays ?? []).map((overlay) => path.join(folder, overlay)),
      adopt: options.adopt ?? false,
      force: options.force ?? false,
    });
    return jsonDiagnostics(diagnostics, sources, folder);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
