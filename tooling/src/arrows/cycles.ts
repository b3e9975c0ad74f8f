import { posix } from 'node:path';
import type { Violation } from './violation.ts';
import type { Workspace } from './workspace.ts';

interface Edge {
  readonly target: string;
  readonly line: number;
}

/**
 * Finds files that import each other in a circle at run time. Type-only imports may go round: they vanish.
 * Between packages the import table already rules circles out.
 */
export function cycleViolations(workspace: Workspace): Violation[] {
  const edges = new Map<string, readonly Edge[]>();
  for (const { files } of workspace.packages) {
    for (const { path, imports } of files) {
      const values = imports.filter(({ specifier, isTypeOnly }) => specifier.startsWith('.') && !isTypeOnly);
      edges.set(
        path,
        values.map(({ specifier, line }) => ({ target: resolveRelative(path, specifier), line })),
      );
    }
  }
  return findCycles(edges).map((cycle) => describeCycle(cycle, edges));
}

function resolveRelative(from: string, specifier: string): string {
  return posix.join(posix.dirname(from), specifier).replace(/\.js$/, '.ts');
}

/** Depth-first search; each circle is reported once, at the edge that closes it. */
function findCycles(edges: ReadonlyMap<string, readonly Edge[]>): string[][] {
  const cycles: string[][] = [];
  const done = new Set<string>();
  const trail: string[] = [];
  const visit = (path: string): void => {
    const start = trail.indexOf(path);
    if (start >= 0) cycles.push(trail.slice(start));
    if (start >= 0 || done.has(path)) return;
    trail.push(path);
    for (const { target } of edges.get(path) ?? []) visit(target);
    trail.pop();
    done.add(path);
  };
  for (const path of edges.keys()) visit(path);
  return cycles;
}

function describeCycle(cycle: readonly string[], edges: ReadonlyMap<string, readonly Edge[]>): Violation {
  const [first = ''] = cycle;
  const last = cycle.at(-1) ?? first;
  const line = edges.get(last)?.find(({ target }) => target === first)?.line ?? 1;
  return {
    file: last,
    line,
    what: `files import each other in a circle: ${[...cycle, first].join(' → ')}`,
    expected: 'no circle of run-time imports: move what both need into a third file, or use `import type`',
  };
}
