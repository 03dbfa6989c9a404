import { createApi, developmentCredentials, fileSink, serve, stdoutSink } from './generated/index.js';
import { credentials } from './credentials.js';
import * as handlers from './handlers/index.js';
import * as policies from './policies/index.js';

// `npm run dev` passes --development: plain HTTP on loopback, credentials made at start. Refused in production.
const development = process.argv.includes('--development');
const { env } = process;
const port = Number(env['PORT'] || (development ? 3000 : 8443));
const made = development ? developmentCredentials(`http://localhost:${port}`) : null;

await serve(
  async () =>
    createApi({
      handlers,
      policies,
      credentials: (await made)?.credentials ?? credentials,
      development,
      audit: development ? stdoutSink() : fileSink(env['AUDIT_FILE'] || 'audit.ndjson'),
      // The names clients call this server by, where they are not the document's `servers`.
      ...(env['HOSTS'] && { hosts: list(env['HOSTS']) }),
      // Where HTTPS ends: at this process, or at a proxy whose headers are believed.
      ...(env['TLS_CERT'] && env['TLS_KEY'] && { tls: { cert: env['TLS_CERT'], key: env['TLS_KEY'] } }),
      ...(env['TRUSTED_PROXIES'] && {
        trust: { proxies: list(env['TRUSTED_PROXIES']), header: 'x-forwarded-for', proto: 'header' } as const,
      }),
    }),
  { port, operatorPort: Number(env['OPERATOR_PORT'] || 9090) },
);

for (const { note, curl } of (await made)?.hints ?? []) console.log(`\n${note}\n${curl}`);

function list(text: string): string[] {
  return text.split(',').map((entry) => entry.trim());
}
