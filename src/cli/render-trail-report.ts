import path from 'node:path';
import { visibleText } from '../diagnostics/visible-text.js';
import type { TrailReport } from './audit-verify.js';

/** A report for people. */
export function textTrailReport(report: TrailReport, keysGiven: boolean): string {
  const { files, fault, end } = report;
  const name = visibleText(files.at(-1) ?? '');
  const lines = [
    fault === null
      ? `${name}: whole`
      : `${visibleText(fault.file)}:${fault.line}: ${fault.kind}. ${fault.message}`,
    `  ${counted(total(report), 'record')} hold${total(report) === 1 ? 's' : ''}${kinds(report)}, in ${counted(files.length, 'file')}`,
    ...(report.begin !== null && report.begin > 0
      ? [`  begins after record ${report.begin}: earlier files are not here`]
      : []),
    `  ${signatures(report, keysGiven)}`,
    ...(fault === null ? [`  ${ending(report)}`] : []),
    ...alarms(report),
    ...(fault === null && end !== null ? [`  anchor ${end.seq}:${end.hash}`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

/** The same for programs. */
export function jsonTrailReport({ records, ...report }: TrailReport): string {
  return `${JSON.stringify({ whole: report.fault === null, records: Object.fromEntries(records), ...report }, null, 2)}\n`;
}

function total({ records }: TrailReport): number {
  return [...records.values()].reduce((sum, count) => sum + count, 0);
}

function kinds({ records }: TrailReport): string {
  const counts = [...records].map(([kind, count]) => `${count} ${visibleText(kind)}`);
  return counts.length === 0 ? '' : ` (${counts.sort().join(', ')})`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function signatures({ checkpoints, signed, signedThrough, end }: TrailReport, keysGiven: boolean): string {
  const several = counted(checkpoints, 'checkpoint');
  if (!signed) return `${several}, unsigned: who can write the files can write them anew`;
  if (!keysGiven) return `${several}, signatures not checked: give the public key (--key)`;
  if (signedThrough === null) return several;
  const after = (end?.seq ?? signedThrough) - signedThrough;
  const unsigned = after === 0 ? '' : `; ${counted(after, 'record')} after it not yet`;
  return `${several}, signed through record ${signedThrough}${unsigned}`;
}

function ending({ closed }: TrailReport): string {
  return closed
    ? 'ends in order'
    : 'ends open: the server runs, was killed, or what followed the last line was removed (--anchor tells)';
}

function alarms({ alarms: list, records }: TrailReport): string[] {
  const shown = list.slice(0, 10).map(({ file, line, reason, count }) => {
    const place = `${visibleText(path.basename(file))}:${line}`;
    return `  alarm ${visibleText(reason).slice(0, 100)}${count === null ? '' : ` (${count})`} at ${place}`;
  });
  const more = (records.get('alarm') ?? 0) - shown.length;
  return more > 0 ? [...shown, `  ${counted(more, 'more alarm')}`] : shown;
}
