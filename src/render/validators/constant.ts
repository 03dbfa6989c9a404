/** What generated code needs besides its own statements. */
export type Constant = RuntimeImport | LocalConstant;

/** A function of the runtime. */
export interface RuntimeImport {
  readonly kind: 'import';
  /** Module below `runtime/`, without extension. */
  readonly module: string;
  readonly name: string;
}

/** A value that is made once, when the module loads. */
export interface LocalConstant {
  readonly kind: 'constant';
  /** Start of its name. */
  readonly hint: string;
  /** The expression; document strings stand in it as JSON literals only. */
  readonly expression: string;
  readonly imports: readonly RuntimeImport[];
}

export function runtimeImport(module: string, name: string): RuntimeImport {
  return { kind: 'import', module: `validate/${module}`, name };
}

export function constant(
  hint: string,
  expression: string,
  imports: readonly RuntimeImport[] = [],
): LocalConstant {
  return { kind: 'constant', hint, expression, imports };
}

/** Equal for constants that may stand for each other. */
export function constantKey(value: Constant): string {
  return value.kind === 'import' ? `${value.module} ${value.name}` : value.expression;
}
