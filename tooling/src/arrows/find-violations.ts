import { cycleViolations } from './cycles.ts';
import { importViolations } from './import-rules.ts';
import { packageViolations } from './package-rules.ts';
import type { Violation } from './violation.ts';
import { readWorkspace } from './workspace.ts';

/** Everything in the repository at `root` that breaks the rules of its architecture, in the order of files. */
export function findViolations(root: string): Violation[] {
  const workspace = readWorkspace(root);
  const all = [...importViolations(workspace), ...packageViolations(workspace), ...cycleViolations(workspace)];
  return all.sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
}
