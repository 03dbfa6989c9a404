import type { FuzzInput } from './check-input.js';

/**
 * Makes an input smaller as long as it fails in the same way: halves, quarters and smaller pieces of its members
 * (where it is JSON) or of its lines are left out.
 *
 * @param fails whether an input still shows the fault
 * @param tries how many inputs may be tried
 */
export async function minimizeInput(
  input: FuzzInput,
  fails: (input: FuzzInput) => Promise<boolean>,
  tries = 400,
): Promise<FuzzInput> {
  const budget = { left: tries };
  const attempt = async (text: string): Promise<boolean> => {
    budget.left -= 1;
    return budget.left >= 0 && (await fails({ ...input, text }));
  };
  const tree = parsed(input.text);
  if (tree !== undefined) {
    const text = JSON.stringify(
      await minimizeTree(tree, (smaller) => attempt(JSON.stringify(smaller, null, 1))),
      null,
      1,
    );
    return { ...input, text: (await fails({ ...input, text })) ? text : input.text };
  }
  let lines = input.text.split('\n');
  for (
    let size = Math.ceil(lines.length / 2);
    size >= 1 && budget.left > 0;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let from = 0; from < lines.length && budget.left > 0;) {
      const without = [...lines.slice(0, from), ...lines.slice(from + size)];
      if (await attempt(without.join('\n'))) lines = without;
      else from += size;
    }
  }
  return { ...input, text: lines.join('\n') };
}

async function minimizeTree(tree: unknown, fails: (tree: unknown) => Promise<boolean>): Promise<unknown> {
  let current = tree;
  for (let changed = true; changed;) {
    changed = false;
    for (const path of pathsOf(current)) {
      const smaller = without(current, path);
      if (smaller === current || !(await fails(smaller))) continue;
      current = smaller;
      changed = true;
    }
  }
  return current;
}

type Path = readonly (string | number)[];

/** Every member, the largest first. */
function pathsOf(tree: unknown): readonly Path[] {
  const paths: { readonly path: Path; readonly size: number }[] = [];
  const visit = (node: unknown, path: Path): number => {
    if (typeof node !== 'object' || node === null) return 1;
    let size = 1;
    const keys = Array.isArray(node) ? [...node.keys()] : Object.keys(node);
    for (const key of keys) {
      const child = visit((node as Record<string | number, unknown>)[key], [...path, key]);
      paths.push({ path: [...path, key], size: child });
      size += child;
    }
    return size;
  };
  visit(tree, []);
  return paths.sort((a, b) => b.size - a.size).map(({ path }) => path);
}

/** A copy without one member; the same tree where it has no such member any more. */
function without(tree: unknown, path: Path): unknown {
  const copy: unknown = structuredClone(tree);
  let holder = copy;
  for (const key of path.slice(0, -1)) {
    if (typeof holder !== 'object' || holder === null) return tree;
    holder = (holder as Record<string | number, unknown>)[key];
  }
  const last = path.at(-1)!;
  if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, last)) return tree;
  if (Array.isArray(holder)) holder.splice(Number(last), 1);
  else delete (holder as Record<string, unknown>)[String(last)];
  return copy;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
