import { ConfigError } from '@recyclegpt/spec';
import { nearestName } from './arguments/nearest-name.ts';
import { parseArguments } from './arguments/parse-arguments.ts';
import { commandList } from './command-list.ts';
import { greeting } from './greeting.ts';
import { commandHelp, programHelp } from './help.ts';
import { packageVersion } from './package-version.ts';
import { exitCode, reportError } from './report-error.ts';
import type { Terminal } from './terminal/terminal.ts';

/** Runs the program with the arguments after its name; returns the exit code and never throws. */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await dispatch(args, terminal);
  } catch (error) {
    terminal.clearProgress();
    if (!terminal.signal.aborted) return reportError(error, terminal, args.includes('--verbose'));
  }
  terminal.clearProgress();
  if (!terminal.hasReader) return exitCode.fine;
  return terminal.signal.aborted ? exitCode.interrupted : exitCode.fine;
}

async function dispatch(args: readonly string[], terminal: Terminal): Promise<void> {
  const [name, ...rest] = args;
  if (name === undefined) return await terminal.write(greeting(terminal.style, await packageVersion()));
  if (name.startsWith('-')) return await runWithoutCommand(args, terminal);
  if (name === 'help') return await showHelp(rest, terminal);
  const command = await loadCommand(name);
  const { options, words } = parseArguments(rest, { command: name, ...command });
  if (options.help === true) return await terminal.write(commandHelp(command, terminal.style));
  await command.run({ options, words, terminal });
}

async function runWithoutCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const { options } = parseArguments(args, { command: '', options: ['help', 'version', 'verbose'], maxWords: 0 });
  if (options.version === true) await terminal.line(await packageVersion());
  else await terminal.write(programHelp(terminal.style));
}

async function showHelp([name]: readonly string[], terminal: Terminal): Promise<void> {
  await terminal.write(
    name === undefined ? programHelp(terminal.style) : commandHelp(await loadCommand(name), terminal.style),
  );
}

async function loadCommand(name: string): ReturnType<(typeof commandList)[string]['load']> {
  const listed = Object.hasOwn(commandList, name) ? commandList[name] : undefined;
  if (listed !== undefined) return await listed.load();
  const nearest = nearestName(name, Object.keys(commandList));
  throw new ConfigError({
    what: 'There is no such command',
    where: JSON.stringify(name),
    expected: Object.keys(commandList).join(', '),
    next: nearest === undefined ? 'See `recyclegpt --help`.' : `Did you mean \`recyclegpt ${nearest}\`?`,
  });
}
