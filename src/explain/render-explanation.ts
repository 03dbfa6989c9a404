import { createColors } from 'picocolors';
import { visibleText } from '../diagnostics/visible-text.js';
import type { Location } from '../diagnostics/diagnostic.js';
import type { Operation } from '../model/api.js';
import type { ExplainedStage } from './explain-operation.js';

export interface RenderExplanationOptions {
  readonly color: boolean;
  /** `file:line` of a place. */
  readonly placeOf: (at: Location) => string;
}

/** Two lines a stage: what holds, and where that is written. */
export function renderExplanation(
  operation: Operation,
  stages: readonly ExplainedStage[],
  { color, placeOf }: RenderExplanationOptions,
): string {
  const colors = createColors(color);
  const lines = [colors.bold(visibleText(`${operation.method} ${operation.path}  ${operation.name}`))];
  for (const { stage, name, rule, at, verdict } of stages) {
    lines.push('', `${String(stage).padStart(2)}  ${colors.bold(name)}`, `    ${visibleText(rule)}`);
    if (verdict !== null) {
      const text = `${verdict.passes ? 'passes' : 'refused'}: ${visibleText(verdict.reason)}`;
      lines.push(`    ${verdict.passes ? colors.green(text) : colors.red(text)}`);
    }
    lines.push(`    ${colors.dim(at === null ? 'the default' : placeOf(at))}`);
  }
  if (operation.because !== null) lines.push('', `Because: ${visibleText(operation.because)}`);
  return `${lines.join('\n')}\n`;
}
