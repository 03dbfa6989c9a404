import path from 'node:path';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import type { Rename } from '../merge/apply-renames.js';
import type { Api } from '../model/api.js';
import { fingerprint } from '../write/fingerprint.js';
import type { Manifest } from '../write/manifest.js';
import type { OutputView } from '../write/output-folder.js';
import { changesOf, type SecurityDiff } from './change.js';
import { compareModels } from './compare-models.js';
import type { SecurityModel } from './security-model.js';
import { parseSecurityRecord, securityRecordPath } from './security-record.js';

/**
 * What a document changes against the last run. Whatever is weaker is an error where that is asked for, and so is a
 * record that cannot be trusted: nobody could tell.
 *
 * @param options.renames names the user asked to change since then: a policy by its new name is the same policy
 * @param last manifest of the last run, `null` for a first one
 * @returns `null` where there is nothing to compare with
 */
export function compareWithLast(
  api: Api,
  output: Pick<OutputView, 'root' | 'read'>,
  last: Manifest | null,
  { failOnWeaker, renames }: { readonly failOnWeaker: boolean; readonly renames: readonly Rename[] },
  diagnostics: Diagnostics,
): SecurityDiff | null {
  if (last === null) return null;
  const text = output.read(securityRecordPath);
  // A record that was edited, or merged by hand, is none.
  const trusted = text !== null && fingerprint(text) === last.generated.get(securityRecordPath);
  const before = trusted ? parseSecurityRecord(text) : null;
  if (before === null) {
    const at = { file: path.join(output.root, securityRecordPath), pointer: '', on: 'value' } as const;
    const why = text === null ? 'is missing' : 'is not as the last run left it';
    diagnostics.report('security-record-unusable', at, `${securityRecordPath} ${why}.`, {
      ...(failOnWeaker && { severity: 'error' }),
    });
    return null;
  }
  const diff = compareModels(renamed(before, renames), api);
  for (const { direction, kind, message, reason, at } of failOnWeaker ? changesOf(diff) : []) {
    if (direction !== 'weaker') continue;
    diagnostics.report('security-weaker', at, `${kind}: ${message}${reason === null ? '' : ` ${reason}`}`);
  }
  return diff;
}

function renamed(model: SecurityModel, renames: readonly Rename[]): SecurityModel {
  if (renames.length === 0) return model;
  const names = new Map(renames.map(({ from, to }) => [from, to]));
  const nameOf = (name: string): string => names.get(name) ?? name;
  return {
    ...model,
    operations: model.operations.map((operation) => {
      const { access } = operation;
      const object = access.kind === 'authenticated' ? access.object : null;
      return {
        ...operation,
        name: nameOf(operation.name),
        access:
          access.kind === 'authenticated' && object !== null
            ? { ...access, object: { ...object, policy: nameOf(object.policy) } }
            : access,
      };
    }),
  };
}
