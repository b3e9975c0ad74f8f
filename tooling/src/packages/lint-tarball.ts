import { run } from '../../lib/run.mjs';
import { CheckError } from './check-error.ts';
import type { Publishable } from './publishable.ts';

/** publint and attw on the tarball: its exports exist, load as ESM, and have types where TypeScript looks for them, if it has code. */
export async function lintTarball(
  tarball: string,
  { isBuilt, assets }: Pick<Publishable, 'isBuilt' | 'assets'>,
): Promise<void> {
  await runLint('publint', ['run', tarball, '--strict']);
  if (!isBuilt) return;
  const scripts = assets.filter((path) => path.endsWith('.js'));
  const excluded = scripts.length === 0 ? [] : ['--exclude-entrypoints', ...scripts];
  const style = ['--no-definitely-typed', '--format', 'ascii', '--no-emoji'];
  await runLint('attw', [tarball, '--profile', 'esm-only', ...style, ...excluded]);
}

async function runLint(command: string, commandArguments: readonly string[]): Promise<void> {
  const { exitCode, output } = await run(command, commandArguments);
  if (exitCode !== 0) throw new CheckError(`${command} finds fault with the tarball:\n${output}`);
}
