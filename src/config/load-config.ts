import path from 'node:path';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import type { Location } from '../diagnostics/diagnostic.js';
import { DocumentReader } from '../load/document-reader.js';
import { diskFiles, type FileAccess } from '../load/file-access.js';
import { isInside } from '../load/is-inside.js';
import { escapeToken } from '../load/json-pointer.js';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../load/json.js';
import { defaultLoadLimits } from '../load/load-limits.js';
import { Origins } from '../load/origins.js';
import { TimeLimit } from '../load/time-limit.js';
import type { Config, ConfiguredApi, Door, OperationNaming } from './config.js';
import { defaultTypeNaming, defaultTypePatterns, type TypeNaming, type TypePatterns } from './type-naming.js';
import { repositoryOf } from './find-config.js';
import { configFaults } from './config-faults.js';

/** Bounds on a configuration: it lists files, and is not one of a size worth mentioning. */
const limits = { ...defaultLoadLimits, bytes: 1024 * 1024, depth: 16, nodes: 20_000, aliases: 100, files: 1 };

/**
 * Reads a configuration. Nothing in it runs: what it names is only looked at by the run it is for.
 *
 * @param file path, relative to the working directory
 * @param files where it is read from
 * @returns `null` after reporting errors
 */
export function loadConfig(
  file: string,
  diagnostics: Diagnostics,
  files: FileAccess = diskFiles,
): Config | null {
  const time = new TimeLimit(limits.seconds);
  const reader = new DocumentReader(files, { limits, time }, new Origins(), diagnostics);
  const real = reader.realPath(path.resolve(file), null);
  const source = real === null ? null : reader.read(real, null);
  if (source === null) return null;
  const faults = configFaults(source.value);
  for (const { path: tokens, on, message, help, kind } of faults) {
    const at: Location = { file: source.path, pointer: pointerOf(tokens), on };
    diagnostics.report(kind, at, message, { help });
  }
  if (faults.length > 0 || !isJsonObject(source.value)) return null;
  const apis = readApis(source.value, source.path);
  const strayed = apis.filter(({ root }) => root !== null && !isContained(root, source.path, files));
  for (const { name } of strayed) {
    const own = name === null ? [] : ['apis', name];
    const at: Location = { file: source.path, pointer: pointerOf([...own, 'root']), on: 'value' };
    diagnostics.report('config-invalid', at, 'root is not in the repository of the configuration.', {
      help: 'Whoever runs oasgard may say more: --root.',
    });
  }
  return strayed.length > 0 ? null : { path: source.path, source, apis };
}

/**
 * Whether a folder is in the repository of a configuration, or in its folder where there is none. A configuration comes
 * with the branch that is looked at: it must not open the rest of the disk to the references of a document.
 */
function isContained(root: string, file: string, files: FileAccess): boolean {
  const folder = path.dirname(file);
  try {
    const [around, asked] = [files.realPath(repositoryOf(folder) ?? folder), files.realPath(root)];
    return asked === around || isInside(around, asked);
  } catch {
    // What is not there is reported where it is used.
    return true;
  }
}

function readApis(root: JsonObject, file: string): readonly ConfiguredApi[] {
  const { apis } = root;
  if (apis === undefined || !isJsonObject(apis)) return [readApi(null, root, file)];
  return Object.entries(apis).map(([name, own]) =>
    readApi(name, { ...root, ...(own as JsonObject) }, file, `/apis/${escapeToken(name)}`),
  );
}

/** @param members checked by the JSON Schema */
function readApi(name: string | null, members: JsonObject, file: string, pointer = ''): ConfiguredApi {
  const folder = path.dirname(file);
  const pathOf = (value: Json | undefined): string | null =>
    typeof value === 'string' ? path.resolve(folder, value) : null;
  const templates = isJsonObject(members['templates']) ? members['templates'] : {};
  const strictness = [members['failOn'] ?? []].flat() as readonly string[];
  const severity = strictness.find((entry) => entry !== 'weaker') as ConfiguredApi['failOn'] | undefined;
  return {
    name,
    document: pathOf(members['document'])!,
    out: pathOf(members['out']) ?? path.join(folder, 'server'),
    overlays: textsOf(members['overlays']).map((overlay) => path.resolve(folder, overlay)),
    templates: { dir: pathOf(templates['dir']), helpers: pathOf(templates['helpers']) },
    failOn: severity ?? null,
    failOnWeaker: strictness.includes('weaker'),
    root: pathOf(members['root']),
    allowRemote: textsOf(members['allowRemote']),
    limits: isJsonObject(members['limits']) ? members['limits'] : {},
    naming: readNaming(members['naming'], file, `${pointer}/naming/operations`),
    typeNaming: readTypeNaming(members['naming'], file, `${pointer}/naming/types`),
    door: (members['door'] as Door | undefined) ?? null,
  };
}

function readNaming(naming: Json | undefined, file: string, pointer: string): readonly OperationNaming[] {
  const operations = naming !== undefined && isJsonObject(naming) ? naming['operations'] : undefined;
  if (operations === undefined || !isJsonObject(operations)) return [];
  return Object.entries(operations).map(([operation, name]) => ({
    operation,
    name: name as string,
    at: { file, pointer: `${pointer}/${escapeToken(operation)}`, on: 'key' },
  }));
}

function readTypeNaming(naming: Json | undefined, file: string, pointer: string): TypeNaming {
  const types = naming !== undefined && isJsonObject(naming) ? naming['types'] : undefined;
  if (types === undefined || !isJsonObject(types)) return defaultTypeNaming;
  const asked = Object.entries(types) as [keyof TypePatterns, string][];
  return {
    patterns: { ...defaultTypePatterns, ...Object.fromEntries(asked) },
    at: Object.fromEntries(
      asked.map(([kind]) => [kind, { file, pointer: `${pointer}/${kind}`, on: 'value' }]),
    ),
  };
}

function textsOf(value: Json | undefined): readonly string[] {
  return value !== undefined && isJsonArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}

function pointerOf(tokens: readonly string[]): string {
  return tokens.map((token) => `/${escapeToken(token)}`).join('');
}
