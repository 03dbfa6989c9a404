/** Prints each request with its answer and the rule that decided, and counts what went otherwise. */
import { type Answer, type AuditRecord, auditLines, send, type Sent } from './served-shop.mjs';

const colors = process.env['NO_COLOR'] === undefined && process.stdout.isTTY;
const paint = (code: number, text: string): string => (colors ? `\u001b[${code}m${text}\u001b[0m` : text);

const STAGES: Readonly<Record<number, string>> = {
  2: 'connection',
  3: 'target',
  4: 'rate limit by address',
  5: 'path',
  6: 'method',
  7: 'declared size',
  8: 'authentication',
  10: 'rate limit by caller',
  11: 'roles and scopes',
  12: 'content type',
  13: 'body',
  14: 'validation',
  15: 'objects and properties',
  16: 'login guard',
  17: 'handler',
  18: 'reply',
};

export interface Expected {
  readonly status: number;
  /** What of the document decides. */
  readonly rule: string;
  /** Part of the answer that matters here, printed after the status. */
  readonly shows?: (answer: Answer) => string;
  /** Whether the answer is otherwise as the rule says. */
  readonly holds?: (answer: Answer) => boolean;
}

let count = 0;
let failures = 0;

export async function show(title: string, sent: Sent, expected: Expected): Promise<Answer> {
  const from = auditLines.length;
  const answer = await send(sent);
  const ok = answer.status === expected.status && (expected.holds?.(answer) ?? true);
  count += 1;
  if (!ok) failures += 1;
  const denied = answer.status >= 400;
  const shown = (expected.shows ?? summarize)(answer);
  console.log(`\n${paint(1, `${String(count).padStart(2)}  ${title}`)}`);
  console.log(`    ${paint(2, 'request')}  ${sent.method} ${sent.path}`);
  console.log(
    `    ${paint(2, 'answer ')}  ${paint(denied ? 33 : 32, String(answer.status))} ${shown}${ok ? '' : paint(31, '  not as expected!')}`,
  );
  console.log(`    ${paint(2, 'decided')}  ${decided(sent.method, denied, from)}`);
  console.log(`    ${paint(2, 'because')}  ${expected.rule}`);
  return answer;
}

/** Counts a check that is not of one answer. */
export function check(title: string, ok: boolean): void {
  console.log(`\n${paint(1, `    ${title}`)}${ok ? '' : paint(31, '  not so!')}`);
  if (!ok) failures += 1;
}

/** Prints how many answers were as expected; the process fails where one was not. */
export function finish(): void {
  console.log(`\n${count} requests, ${count - failures} answered as the document says.`);
  if (failures > 0) process.exitCode = 1;
}

function decided(method: string, denied: boolean, from: number): string {
  const records = auditLines.slice(from).map((line) => JSON.parse(line) as AuditRecord);
  const record = records.findLast(({ kind }) => kind !== 'intent');
  if (denied && record?.stage !== undefined) {
    return `stage ${record.stage}, ${STAGES[record.stage] ?? '?'}: ${record.reason ?? ''}`;
  }
  return method === 'OPTIONS'
    ? 'stage 6, method: answered without a handler'
    : 'every stage passed, the handler answered';
}

function summarize({ headers, body }: Answer): string {
  if (!String(headers['content-type']).includes('problem+json')) {
    return body.replaceAll('\n', ' ⏎ ').slice(0, 96);
  }
  const problem = JSON.parse(body) as {
    code: string;
    errors?: { pointer?: string; parameter?: string; detail: string }[];
  };
  const first = problem.errors?.[0];
  const retry = headers['retry-after'];
  return (
    problem.code +
    (first === undefined ? '' : ` (${first.pointer ?? first.parameter}: ${first.detail})`) +
    (retry === undefined ? '' : ` (Retry-After: ${retry})`)
  );
}
