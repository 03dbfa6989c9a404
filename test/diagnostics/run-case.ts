import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Door } from '../../src/config/config.js';
import { loadConfig } from '../../src/config/load-config.js';
import { configCodes } from '../../src/diagnostics/codes/config.js';
import { diffCodes } from '../../src/diagnostics/codes/diff.js';
import { modelCodes } from '../../src/diagnostics/codes/model.js';
import { renderCodes } from '../../src/diagnostics/codes/render.js';
import { templateCodes } from '../../src/diagnostics/codes/template.js';
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
  /** Folder that references stay inside. */
  readonly root?: string;
  /** State of the disk before the run, by path relative to the output folder; `''` is the output path itself. */
  readonly disk?: {
    /** Document of an earlier run; what follows comes on top of it. */
    readonly previous?: string;
    readonly files?: Readonly<Record<string, string>>;
    readonly links?: Readonly<Record<string, string>>;
  };
  /** Absolute output folder; default one that does not exist yet. */
  readonly out?: string;
  readonly adopt?: boolean;
  readonly force?: boolean;
  readonly failOnWeaker?: boolean;
  /** A configuration, read instead of a document. */
  readonly config?: string;
  readonly naming?: Readonly<Record<string, string>>;
  readonly door?: Door;
  readonly dryRun?: boolean;
  readonly renames?: readonly { readonly from: string; readonly to: string }[];
  /** Folder of templates. */
  readonly templates?: string;
  /** Module of template helpers. */
  readonly helpers?: string;
}

/** Runs the passes up to the one that reports `code` on the document of a folder. Files are relative to the folder. */
export async function runCase(folder: string, code: string): Promise<readonly JsonDiagnostic[]> {
  const options = readCase(folder);
  if (options.config !== undefined) return runConfig(path.join(folder, options.config), folder);
  const whole = [renderCodes, templateCodes, diffCodes, writeCodes, configCodes].some((codes) => code in codes);
  return whole ? runWhole(folder, options) : runReading(folder, code, options);
}

function readCase(folder: string): Case {
  const file = path.join(folder, 'case.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Case) : {};
}

function runConfig(file: string, folder: string): readonly JsonDiagnostic[] {
  const diagnostics = new Diagnostics();
  loadConfig(file, diagnostics);
  return jsonDiagnostics(diagnostics.list, diagnostics.sources, folder);
}

function runReading(folder: string, code: string, options: Case): readonly JsonDiagnostic[] {
  const diagnostics = new Diagnostics();
  const written = loadDocument(
    path.join(folder, options.document ?? 'openapi.yaml'),
    {
      ...(options.limits === undefined ? {} : { limits: options.limits }),
      root: options.root === undefined ? null : path.join(folder, options.root),
    },
    diagnostics,
  );
  const overlays = (options.overlays ?? []).map((overlay) => path.join(folder, overlay));
  const loaded = written === null ? null : applyOverlays(written, overlays, diagnostics);
  if (loaded !== null) {
    checkDocument(loaded, diagnostics);
    const document = normalizeDocument(loaded, diagnostics);
    if (document !== null && !diagnostics.hasErrors) {
      const policy = resolvePolicy(document, diagnostics);
      if (code in modelCodes) buildApi(document, policy, [], diagnostics);
    }
  }
  return jsonDiagnostics(diagnostics.list, diagnostics.sources, folder);
}

async function runWhole(folder: string, options: Case): Promise<readonly JsonDiagnostic[]> {
  const temporary = mkdtempSync(path.join(tmpdir(), 'oasgard-diagnostics-'));
  try {
    const out = options.out ?? path.join(temporary, 'out');
    const { previous, files = {}, links = {} } = options.disk ?? {};
    if (previous !== undefined) await generate({ document: path.join(folder, previous), out });
    for (const [file, text] of Object.entries(files)) {
      rmSync(path.join(out, file), { recursive: true, force: true });
      mkdirSync(path.dirname(path.join(out, file)), { recursive: true });
      writeFileSync(path.join(out, file), text);
    }
    for (const [link, target] of Object.entries(links)) {
      mkdirSync(path.dirname(path.join(out, link)), { recursive: true });
      symlinkSync(target, path.join(out, link));
    }
    const { diagnostics, sources } = await generate({
      document: path.join(folder, options.document ?? 'openapi.yaml'),
      out,
      overlays: (options.overlays ?? []).map((overlay) => path.join(folder, overlay)),
      adopt: options.adopt ?? false,
      force: options.force ?? false,
      failOnWeaker: options.failOnWeaker ?? false,
      door: options.door ?? null,
      naming: Object.entries(options.naming ?? {}).map(([operation, name]) => ({ operation, name, at: null })),
      dryRun: options.dryRun ?? false,
      renames: options.renames ?? [],
      templates: {
        dir: options.templates === undefined ? null : path.join(folder, options.templates),
        helpers: options.helpers === undefined ? null : path.join(folder, options.helpers),
      },
    });
    return jsonDiagnostics(diagnostics, sources, folder);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
