/** `oasgard generate`: the passes, in order. The first file to read. */
import path from 'node:path';
import { applyNaming, checkNaming, namingRenames } from './config/apply-naming.js';
import { defaultTypeNaming, defaultTypePatterns, samePatterns } from './config/type-naming.js';
import { reportDoor } from './config/report-door.js';
import type { Location } from './diagnostics/diagnostic.js';
import { Diagnostics } from './diagnostics/diagnostics.js';
import { raiseFindings } from './diagnostics/raise-findings.js';
import { compareWithLast } from './diff/compare-with-last.js';
import { renderSecurityRecord, securityRecordPath } from './diff/security-record.js';
import type { GenerateOptions, GenerateResult } from './generation.js';
import { applyOverlays } from './load/apply-overlays.js';
import { diskFiles, type FileAccess } from './load/file-access.js';
import { InputFiles } from './load/input-files.js';
import { loadDocument } from './load/load-document.js';
import { defaultLoadLimits } from './load/load-limits.js';
import { TimeLimit, TimeLimitError } from './load/time-limit.js';
import { applyRenames, checkRenames } from './merge/apply-renames.js';
import { GeneratedImports } from './merge/generated-imports.js';
import { lastGenerated } from './merge/last-generated.js';
import { reportKept, rememberedExport } from './merge/report-kept.js';
import { findRemoved } from './merge/find-removed.js';
import { mergeUserFiles } from './merge/merge-user-files.js';
import { missingDependencies } from './merge/missing-dependencies.js';
import { startCommands } from './merge/start-commands.js';
import { reportRenamed } from './merge/report-renamed.js';
import { typeRenames } from './merge/type-renames.js';
import type { Api } from './model/api.js';
import { buildApi } from './model/build-api.js';
import { reportModelFaults } from './model/report-model-faults.js';
import { reportPathFaults } from './model/served-operations.js';
import { normalizeDocument } from './normalize/normalize-document.js';
import type { NormalizedDocument } from './normalize/normalized-document.js';
import { packageVersion } from './package-version.js';
import { planProject } from './plan/plan-project.js';
import { PlaceSet, refusedPlaces } from './policy/place-set.js';
import { reportPolicyFaults } from './policy/report-policy-faults.js';
import { resolvePolicy } from './policy/resolve-policy.js';
import { loadCustomization } from './render/load-customization.js';
import { renderProject } from './render/render-project.js';
import { summarize } from './report/summarize.js';
import { checkDocument } from './resolve/check-document.js';
import { fetchReferences, type ReferenceSources } from './resolve/fetch-references.js';
import type { Manifest } from './write/manifest.js';
import {
  beginWriting,
  openOutput,
  reportingFailures,
  reportingLateFailures,
  viewOutput,
  type WriteSession,
} from './write/output-folder.js';
import { planChanges } from './write/plan-changes.js';
import { recordView } from './write/recorded-view.js';
import { rememberedPath, rememberOperations } from './write/remember.js';
import { filesOf, writeProject } from './write/write-project.js';

/**
 * Reads a document and writes its server. Everything before `beginWriting` is pure; errors anywhere mean that nothing
 * is written.
 *
 * @throws only for bugs: whatever is wrong with the document, the overlays or the output folder is a diagnostic
 */
export async function generate(options: GenerateOptions): Promise<GenerateResult> {
  const { adopt = false, force = false, dryRun = false, failOn = null } = options;
  const { typeNaming = defaultTypeNaming } = options;
  const { onStage = () => undefined } = options;
  const diagnostics = new Diagnostics();
  for (const source of options.sources ?? []) diagnostics.addSource(source);
  const inputs = new InputFiles(diskFiles);
  const findings = () => raiseFindings(diagnostics.list, failOn);
  const refused = () => findings().some(({ severity }) => severity === 'error');
  const failure = (): GenerateResult => ({
    ok: false,
    diagnostics: findings(),
    sources: diagnostics.sources,
    inputs: inputs.list,
  });

  const time = new TimeLimit(options.limits?.seconds ?? defaultLoadLimits.seconds);
  const output = openOutput(options.out, { adopt, readOnly: dryRun }, diagnostics);
  const renames = [
    ...(options.renames ?? []),
    ...namingRenames(output?.manifest ?? null, options.naming ?? []),
  ];
  const remembered =
    output === null
      ? null
      : applyRenames(output.manifest, renames, { file: output.path, pointer: '', on: 'value' }, diagnostics);
  onStage('read');
  const files = await fetchReferences(options, inputs, time);
  const api = readApi(options, remembered?.last ?? null, diagnostics, { files, time });
  const custom = await loadCustomization(options.templates ?? { dir: null, helpers: null }, diagnostics);
  if (output === null || remembered === null || api === null || custom === null || refused())
    return failure();
  const { last } = remembered;
  const { view, seen } = recordView(viewOutput(output));
  if (!checkRenames(api, remembered.renames, { file: output.path, pointer: '', on: 'value' }, diagnostics)) {
    return failure();
  }
  const removed = reportingFailures(view.root, diagnostics, () =>
    findRemoved(api, last, view, typeNaming.patterns),
  );
  if (removed === null) return failure();

  const renamedTypes = typeRenames(
    remembered.renames,
    api.operations.map(({ name }) => name),
    last === null ? typeNaming.patterns : (last.types ?? defaultTypePatterns),
    typeNaming.patterns,
  );

  onStage('render');
  const imports = new GeneratedImports(view);
  const plan = planProject(api, custom.files, diagnostics);
  if (refused()) return failure();
  const source = path.basename(options.document);
  const rendered = withinLimits(options.document, diagnostics, () =>
    renderProject(
      api,
      plan,
      {
        ...custom,
        source,
        removed,
        ...(last?.names === undefined ? {} : { types: last.names.types }),
        last: last === null ? null : lastGenerated(last, plan.generated, imports, view),
        door: options.door ?? 'node',
        typeNaming,
        onPart: () => time.check(),
      },
      diagnostics,
    ),
  );
  if (rendered === null || refused()) return failure();

  if (!dryRun) onStage('write');
  const session: WriteSession | null = dryRun
    ? { ...viewOutput(output), end: () => undefined }
    : beginWriting(output, diagnostics);
  if (session === null) return failure();
  const { view: disk } = recordView(session, seen);
  try {
    reportRenamed(api, last, diagnostics);
    reportKept(rendered.kept, last, imports, disk.root, diagnostics);
    const user = await reportingLateFailures(disk.root, diagnostics, () =>
      mergeUserFiles(plan, rendered.user, last, disk, diagnostics, remembered.renames, renamedTypes),
    );
    const { failOnWeaker = false, door = null } = options;
    const security = compareWithLast(
      api,
      disk,
      last,
      { failOnWeaker, renames: remembered.renames },
      diagnostics,
    );
    if (user === null || refused()) return failure();
    const wroteServer = user.changes.some((change) => change.path === 'src/server.ts');
    reportDoor(door, disk, wroteServer, diagnostics);
    const manifest = {
      version: packageVersion(),
      document: rememberedPath(options.document, options.out),
      operations: rememberOperations(api),
      names: { ...api.given, types: rendered.types },
      ...(samePatterns(typeNaming.patterns, defaultTypePatterns) ? {} : { types: typeNaming.patterns }),
      stubs: user.stubs,
      removed,
      kept: rendered.kept.map(rememberedExport),
      created: user.created,
    };
    const generated = new Map(rendered.generated).set(securityRecordPath, renderSecurityRecord(api));
    const project = { generated, user: user.changes, last, manifest };
    const planned = planChanges(disk, project, { force }, diagnostics);
    if (planned === null) return failure();
    if (!dryRun && !writeProject(disk, planned, diagnostics)) return failure();
    const missing = missingDependencies(disk, rendered.dependencies);
    const summary = summarize(api, findings(), {
      firstRun: last === null,
      kept: user.kept,
      missingDependencies: missing.map(({ name, version }) => `${name}@${version}`),
      start: startCommands(rendered.user, user, disk),
    });
    return {
      ok: true,
      diagnostics: findings(),
      sources: diagnostics.sources,
      inputs: inputs.list,
      seen,
      files: filesOf(planned),
      userFiles: user.changes.map((change) => change.path),
      changes: planned.changes,
      writtenBy: last?.version ?? null,
      summary,
      security,
    };
  } finally {
    disk.end();
  }
}

/**
 * The first half alone: from the document to the model.
 *
 * @param last what the last run remembered of names; `null` for a first run
 * @param input.files where documents and overlays are read from; with `allowRemote`, what `fetchReferences` answers
 * @param input.time when to give up
 * @returns `null` where the document cannot be read that far
 */
export function readApi(
  options: ReferenceSources & Pick<GenerateOptions, 'naming' | 'onStage'>,
  last: Manifest | null,
  diagnostics: Diagnostics,
  input: { readonly files?: FileAccess; readonly time?: TimeLimit } = {},
): Api | null {
  const { files = diskFiles, time = new TimeLimit(options.limits?.seconds ?? defaultLoadLimits.seconds) } =
    input;
  return withinLimits(options.document, diagnostics, () =>
    readModel(options, last, diagnostics, files, time),
  );
}

function readModel(
  options: Parameters<typeof readApi>[0],
  last: Manifest | null,
  diagnostics: Diagnostics,
  files: FileAccess,
  time: TimeLimit,
): Api | null {
  const { limits = {}, root = null, allowRemote = [] } = options;
  const written = loadDocument(options.document, { files, time, limits, root, allowRemote }, diagnostics);
  const loaded = written === null ? null : applyOverlays(written, options.overlays ?? [], diagnostics);
  if (loaded === null) return null;
  time.check();
  checkDocument(loaded, diagnostics);
  time.check();
  const document = normalizeDocument(loaded, diagnostics, last?.names?.schemas);
  if (diagnostics.hasErrors) {
    reportFurtherFaults(document, diagnostics, time);
    return null;
  }
  options.onStage?.('decide');
  time.check();
  const policy = resolvePolicy(document, diagnostics);
  time.check();
  const naming = options.naming ?? [];
  const api = buildApi(
    document,
    policy,
    applyNaming(last?.operations ?? [], naming),
    diagnostics,
    last?.names,
  );
  checkNaming(naming, api, diagnostics, time);
  return api;
}

/** What else is wrong with a document that is refused, so that its author learns of everything at once. */
function reportFurtherFaults(document: NormalizedDocument, diagnostics: Diagnostics, time: TimeLimit): void {
  const refused = new PlaceSet([...refusedPlaces(diagnostics.list), ...document.lost]);
  time.check();
  reportPathFaults(document.root, document.origins, diagnostics);
  const policy = reportPolicyFaults(document, refused, diagnostics);
  time.check();
  reportModelFaults(document, refused, policy, diagnostics);
}

/** `null`, and an error, where the work takes too long or goes too deep. */
function withinLimits<Result>(document: string, diagnostics: Diagnostics, work: () => Result): Result | null {
  try {
    return work();
  } catch (error) {
    const at: Location = { file: path.resolve(document), pointer: '', on: 'value' };
    if (error instanceof TimeLimitError) diagnostics.report('too-slow', at, error.message);
    else if (isStackOverflow(error)) {
      const message =
        'Schemas refer to one another through more levels, or hold more members, than can be followed';
      const help =
        'Let fewer schemas lead from one to the next, and hold fewer; a hundred in a row can always be compiled.';
      diagnostics.report('too-deep', at, message, { help });
    } else throw error;
    return null;
  }
}

/**
 * Objects inside one another have a limit of their own: only chains of references get here, and thousands of members
 * that the validators' compiler puts inside one another.
 */
function isStackOverflow(error: unknown): boolean {
  return error instanceof RangeError && error.message === 'Maximum call stack size exceeded';
}
