import type { Api } from '../model/api.js';
import type { RemovedNames } from '../write/manifest.js';
import type { ProjectTemplates } from './project-templates.js';
import type { CommonContext, RemovedContext } from './template-contexts.js';

/**
 * `removed.ts`: adds to the contract what the document no longer asks for and users' files still hold.
 *
 * @returns `null` where there is nothing of the kind
 */
export function renderRemoved(
  api: Api,
  common: CommonContext,
  removed: RemovedNames,
  templates: ProjectTemplates,
): string | null {
  const { handlers, policies, credentials } = removed;
  if (handlers.length + policies.length + credentials.length === 0) return null;
  const context: RemovedContext = {
    ...common,
    ...removed,
    lastPolicies: api.policies.length === 0,
    lastCredentials: api.schemes.length === 0,
  };
  return templates.render('generated/removed.ts', context);
}
