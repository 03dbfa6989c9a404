import { ts } from 'ts-morph';

/** Whether a text is a TypeScript module without a mistake in its syntax. */
export function parsesAsModule(text: string): boolean {
  const { diagnostics = [] } = ts.transpileModule(text, {
    reportDiagnostics: true,
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ESNext },
  });
  return diagnostics.length === 0;
}
