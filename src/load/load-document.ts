import { dirname, resolve } from 'node:path';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { DocumentReader } from './document-reader.js';
import { documentVersion, type DocumentVersion } from './document-version.js';
import { quoted } from '../diagnostics/quoted.js';
import { diskFiles, type FileAccess } from './file-access.js';
import { isInside } from './is-inside.js';
import { isJsonObject, type JsonObject } from './json.js';
import { defaultLoadLimits, type LoadLimits } from './load-limits.js';
import { Origins } from './origins.js';
import type { SourceFile, SourceFiles } from './source-file.js';
import { TimeLimit } from './time-limit.js';

export interface LoadOptions {
  /** Limits that differ from `defaultLoadLimits`. */
  readonly limits?: Partial<LoadLimits>;
  /** When to give up; without one, `limits.seconds` from now. */
  readonly time?: TimeLimit;
  /** Where files are read from: the disk, unless given. */
  readonly files?: FileAccess;
  /** Folder that references must stay inside, relative to the working directory; that of the document, unless given. */
  readonly root?: string | null;
  /** Origins whose URLs are followed (`https://specs.example.com`); `files` must have them. */
  readonly allowRemote?: readonly string[];
}

/** The root document, and what reads the files it refers to. */
export interface LoadedDocument {
  readonly root: SourceFile;
  /** The root's value, overlays applied. */
  readonly document: JsonObject;
  readonly version: DocumentVersion;
  /** Real path of the folder that references must stay inside. */
  readonly folder: string;
  /** Origins whose URLs references may lead to. */
  readonly remoteOrigins: ReadonlySet<string>;
  readonly reader: DocumentReader;
  /** Every file read so far, the root first. */
  readonly files: SourceFiles;
  readonly origins: Origins;
}

/**
 * Reads the root document and decides its version. Files it refers to are read when references are resolved: an
 * overlay may add or remove some. Returns `null` after reporting errors.
 *
 * @param entry path, relative to the working directory
 */
export function loadDocument(
  entry: string,
  options: LoadOptions,
  diagnostics: Diagnostics,
): LoadedDocument | null {
  if (/^https?:\/\//iu.test(entry)) {
    diagnostics.report(
      'file-not-found',
      { file: entry, pointer: '', on: 'value' },
      'Documents are read from files, and this is a URL',
      { help: `Download it first, and name the file: curl -o ${fileNameOf(entry)} ${shellText(entry)}` },
    );
    return null;
  }
  const origins = new Origins();
  const limits = { ...defaultLoadLimits, ...options.limits };
  const { files = diskFiles, time = new TimeLimit(limits.seconds) } = options;
  const reader = new DocumentReader(files, { limits, time }, origins, diagnostics);
  const absolute = resolve(entry);
  const path = reader.realPath(absolute, null);
  const root = path === null ? null : reader.read(path, null);
  if (path === null || root === null) return null;
  if (!isJsonObject(root.value)) {
    diagnostics.report(
      'not-openapi',
      { file: path, pointer: '', on: 'value' },
      'The document is not an object',
    );
    return null;
  }
  const version = documentVersion(root, root.value, origins, diagnostics);
  if (version === null) return null;
  const folder = folderOf(path, options.root ?? null, files, diagnostics);
  if (folder === null) return null;
  return {
    root,
    document: root.value,
    version,
    folder,
    remoteOrigins: new Set(options.allowRemote ?? []),
    reader,
    files: reader.files,
    origins,
  };
}

/** What to call the file that a URL is downloaded to. */
function fileNameOf(url: string): string {
  const name = /\/([\w.-]+\.(?:json|ya?ml))(?:[?#]|$)/iu.exec(url)?.[1];
  return name === undefined || name.startsWith('-') ? 'openapi.yaml' : name;
}

function shellText(text: string): string {
  return /^[\w:/.%~-]+$/u.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The folder of the document, or the wider one that was asked for. */
function folderOf(
  document: string,
  root: string | null,
  files: FileAccess,
  diagnostics: Diagnostics,
): string | null {
  if (root === null) return dirname(document);
  try {
    const folder = files.realPath(resolve(root));
    if (isInside(folder, document)) return folder;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
  diagnostics.report(
    'document-outside-root',
    { file: document, pointer: '', on: 'value' },
    `The document is not below ${quoted(root)}, which references would be confined to`,
  );
  return null;
}
