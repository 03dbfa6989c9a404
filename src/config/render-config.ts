import { existsSync } from 'node:fs';
import path from 'node:path';
import { isJsonArray, type Json, type JsonObject } from '../load/json.js';

/** What `oasgard init` decides. Paths are relative to the configuration. */
export interface StarterConfig {
  readonly document: string;
  readonly out: string;
  readonly overlays: readonly string[];
  readonly failOn: readonly string[];
  readonly door: string;
}

/** Where the schema is, below the folder that oasgard is installed in. */
const SCHEMA = 'node_modules/oasgard/src/config/config.schema.json';

/**
 * The schema as a configuration in this folder refers to it: of the nearest installation around it, which need not be
 * beside it in a repository of several packages; as if beside it where there is none yet.
 *
 * @param folder absolute
 */
export function schemaReference(folder: string): string {
  for (let current = folder, up = ''; ; current = path.dirname(current), up += '../') {
    if (existsSync(path.join(current, SCHEMA))) return `${up === '' ? './' : up}${SCHEMA}`;
    if (path.dirname(current) === current) return `./${SCHEMA}`;
  }
}

/** Its members, those left out that say nothing. */
export function configMembers({ document, out, overlays, failOn, door }: StarterConfig): JsonObject {
  const [strictness, ...more] = failOn;
  return {
    document,
    out,
    ...(overlays.length > 0 && { overlays }),
    ...(strictness !== undefined && { failOn: more.length === 0 ? strictness : failOn }),
    door,
  };
}

/**
 * The text of a new configuration. JSON strings are YAML strings.
 *
 * @param schema where editors find its schema, relative to it
 */
export function renderConfig(config: StarterConfig, form: 'yaml' | 'json', schema: string): string {
  const members = configMembers(config);
  if (form === 'json') return `${JSON.stringify({ $schema: schema, ...members }, null, 2)}\n`;
  return [
    `# yaml-language-server: $schema=${schema}`,
    '# Paths are relative to this file. Every member: docs/configuration.md of oasgard.',
    ...Object.entries(members).map(([name, value]) => `${name}: ${scalarOrList(value)}`),
    '',
  ].join('\n');
}

function scalarOrList(value: Json): string {
  if (isJsonArray(value)) return `[${value.map(scalarOrList).join(', ')}]`;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const plain =
    /^[A-Za-z][A-Za-z0-9_./-]*$/u.test(text) && !/^(?:y|n|yes|no|on|off|true|false|null)$/iu.test(text);
  return plain ? text : JSON.stringify(text);
}
