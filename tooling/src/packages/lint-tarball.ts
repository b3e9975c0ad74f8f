import { run } from '../../lib/run.mjs';
import { CheckError } from './check-error.ts';

/** publint and attw on the tarball: its exports exist, load as ESM, and have types where TypeScript looks for them. */
export async function lintTarball(tarball: string): Promise<void> {
  await runLint('publint', ['run', tarball, '--strict']);
  await runLint('attw', [tarball, '--profile', 'esm-only', '--no-definitely-typed', '--format', 'ascii', '--no-emoji']);
}

async function runLint(command: string, commandArguments: readonly string[]): Promise<void> {
  const { exitCode, output } = await run(command, commandArguments);
  if (exitCode !== 0) throw new CheckError(`${command} finds fault with the tarball:\n${output}`);
}
