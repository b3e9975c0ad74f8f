import { type CommandFacts, readCommands } from '../assemble/command-line.ts';
import { fencesOf } from '../assemble/fences.ts';
import type { Page } from '../assemble/site-file.ts';
import { recyclegptArguments, type ShellCommand, shellCommands } from './shell-words.ts';

const shells = new Set(['sh', 'bash', 'shell', 'console']);

/** Reads every call of the program in fenced shell blocks and in code in lines as the program would. */
export async function commandFaults(
  pages: readonly Page[],
): Promise<{ readonly faults: readonly string[]; readonly count: number }> {
  const commands = new Map((await readCommands()).map((command) => [command.name, command]));
  const faults: string[] = [];
  let count = 0;
  for (const page of pages) {
    for (const command of commandsOf(page)) {
      const args = recyclegptArguments(command);
      if (args === undefined) continue;
      count += 1;
      const fault = faultOf(args, commands);
      if (fault !== undefined) faults.push(`${page.source}: \`${command.text}\`: ${fault}`);
    }
  }
  return { faults, count };
}

function commandsOf({ markdown }: Page): readonly ShellCommand[] {
  const fenced = fencesOf(markdown).filter(({ language }) => shells.has(language));
  const inLines = [...markdown.matchAll(/`((?:npx )?recyclegpt [^`\n]+)`/g)].map(([, code = '']) => code);
  return [...fenced.flatMap(({ code }) => shellCommands(code)), ...inLines.flatMap(shellCommands)];
}

/** Words in capitals, dots and ellipses stand for what the reader puts in. */
function isPlaceholder(word: string): boolean {
  return /^(\.\.\.|…|[A-Z][A-Z.]*|\[.*\]?)$/.test(word);
}

/** Text may name an option without a value, as in `recyclegpt generate --scheduler`. */
function takesValue({ options }: CommandFacts, word: string): boolean {
  return options.some(({ spelling, value }) => word === `--${spelling}` && value !== undefined);
}

function faultOf([name, ...args]: readonly string[], commands: ReadonlyMap<string, CommandFacts>): string | undefined {
  if (name === undefined || name.startsWith('-') || isPlaceholder(name)) return undefined;
  const command = commands.get(name);
  if (command === undefined) return `there is no command ${JSON.stringify(name)}`;
  const last = args.at(-1);
  const isMention = last?.startsWith('--') === true && takesValue(command, last);
  try {
    command.parse(isMention ? args.slice(0, -1) : args);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
