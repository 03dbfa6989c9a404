import { methodMember } from './method-member.js';
import { exportPlace } from '../development/export-place.js';
import type { Advise } from './advise.js';
import type { OperationDefinition } from './definition.js';
import type { Logger } from './logger.js';

/** Says, in the development log, what to write where so that an operation is decided or does something. */
export function developmentAdvice(log: Logger): Advise {
  return ({ code }, operation) => {
    const { name, method, path } = operation;
    const fields = { operation: name, request: `${method} ${path}` };
    switch (code) {
      case 'access-undecided':
        log.warn('403 access-undecided: nobody has decided who may call this operation', {
          ...fields,
          advice: accessAdvice(operation),
        });
        break;
      case 'policy-undecided':
        log.warn('403 policy-undecided: the policy is still a stub', {
          ...fields,
          advice: policyAdvice(operation),
        });
        break;
      case 'not-implemented':
        log.warn('501 not-implemented: the handler is still a stub', {
          ...fields,
          advice: `Write it in ${exportPlace('src/handlers', name)}: let ${name} return { status: …, body: … }.`,
        });
        break;
    }
  };
}

function policyAdvice({ access }: OperationDefinition): string {
  const object = access.kind === 'authenticated' ? access.object : null;
  const policy = object?.policy ?? '';
  const start = `Decide in ${exportPlace('src/policies', policy)}: export const ${policy} =`;
  return object === null || object.list === null
    ? `${start} (request) => allow(object), deny() or absent().`
    : `${start} { scope: (request) => scope(…), allows: (item, request) => … }.`;
}

/** Lines for the document, or as they stand for a file given with `--overlay`. */
function accessAdvice({ method, path, requirements }: OperationDefinition): string {
  const lines = [
    'Say it in the document, or in a file for --overlay:',
    'overlay: 1.0.0',
    'info: { title: decisions, version: 1.0.0 }',
    'actions:',
    '  - target: $',
    '    update: { x-security: { version: 1 } }',
    `  - target: ${JSON.stringify(`$.paths[${JSON.stringify(path)}]${methodMember(method)}`)}`,
    '    update:',
  ];
  if (requirements === null) lines.push('      security: []   # or the schemes that guard it');
  const access = requirements === null || requirements.length === 0 ? 'public' : 'authenticated';
  lines.push('      x-security:', `        access: ${access}`);
  return lines.join('\n');
}
