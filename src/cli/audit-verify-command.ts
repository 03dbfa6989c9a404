import type { Command } from './command.js';

export const auditVerifyCommand: Command = {
  name: 'audit verify',
  summary: 'check the audit trail of a server',
  description:
    'Checks the hash chain of an audit trail, over the file that is written and the full ones beside it, and the signatures of its checkpoints. Names the first line that is wrong, and what was done to it. What was cut off after the last checkpoint shows only against an anchor: the last line of an earlier check.',
  positionals: [{ name: 'file', summary: 'audit file as the server names it (AUDIT_FILE)' }],
  options: [
    {
      name: 'key',
      value: 'file',
      default: null,
      choices: null,
      repeated: true,
      summary: 'Ed25519 public key in PEM that may have signed; repeatable',
    },
    {
      name: 'anchor',
      value: 'number:hash',
      default: null,
      choices: null,
      repeated: false,
      summary: 'a record that must still be there, as an earlier check printed it',
    },
    {
      name: 'format',
      value: 'form',
      default: 'text',
      choices: ['text', 'json'],
      repeated: false,
      summary: 'form of the result on stdout',
    },
  ],
  examples: [
    { command: 'oasgard audit verify audit.ndjson', summary: 'is the chain whole' },
    {
      command: 'oasgard audit verify audit.ndjson --key audit-public.pem --anchor 4711:09ab…',
      summary: 'signed by this key, and not cut since the last check',
    },
  ],
  exitStatus: {
    ok: 'the trail is whole',
    errors: 'the trail is broken',
    usage: 'wrong usage, or not readable',
  },
  run: async (values) => {
    const { runAuditVerify } = await import('./run-audit-verify.js');
    const [file = ''] = values.get('file') ?? [];
    return runAuditVerify({
      file,
      keys: values.get('key') ?? [],
      anchor: values.get('anchor')?.[0] ?? null,
      format: values.get('format')?.[0] === 'json' ? 'json' : 'text',
    });
  },
};
