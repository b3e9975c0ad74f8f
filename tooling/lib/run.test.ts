import { expect, it } from 'vitest';
import { run } from './run.mjs';

it('returns the exit code and what was written, without hosts', async () => {
  const code = "console.log('from https://registry.example:8080/a/b'); console.error('x'); process.exitCode = 3";
  const { exitCode, output } = await run(process.execPath, ['-e', code]);
  expect(exitCode).toBe(3);
  expect(output.split('\n').sort().join(' ')).toBe(' from https://…/a/b x');
});

it('says so when there is no such command', async () => {
  const { exitCode, output } = await run('no-such-command-here', []);
  expect(exitCode).toBe(1);
  expect(output).toContain('no-such-command-here: ');
});

it('ends a command that takes too long', async () => {
  const { exitCode, output } = await run(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'], { timeoutMs: 200 });
  expect(exitCode).toBe(1);
  expect(output).toContain('ended by SIGTERM');
});
