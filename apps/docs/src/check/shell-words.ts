/** A command of a shell snippet: its words, without redirections. */
export interface ShellCommand {
  readonly words: readonly string[];
  readonly text: string;
}

/** Splits a snippet into commands, as far as pages use the shell: quotes, comments, line ends, `|`, `&&`, `;`, `<`, `>`. */
export function shellCommands(code: string): readonly ShellCommand[] {
  const lines = code.replaceAll(/\\\n\s*/g, ' ').split('\n');
  return lines.flatMap((line) => commandsOf(line.trim().replace(/^\$ /, '')));
}

const token = /"((?:[^"\\]|\\.)*)"|'([^']*)'|(&&|\|\||[|;<>])|(\s+)|(\\.|[^\s"'|;<>&\\#]|(?<!^|\s)#|&(?!&))|(#.*)/gy;

function commandsOf(line: string): readonly ShellCommand[] {
  const commands: string[][] = [[]];
  let word: string | undefined;
  let isFileNext = false;
  const end = (): void => {
    if (word !== undefined && !isFileNext) commands.at(-1)?.push(word);
    if (word !== undefined) isFileNext = false;
    word = undefined;
  };
  for (const [, double, single, operator, space, plain, comment] of line.matchAll(token)) {
    if (comment !== undefined) break;
    if (operator !== undefined) {
      end();
      if (operator === '<' || operator === '>') isFileNext = true;
      else commands.push([]);
    } else if (space !== undefined) end();
    else word = (word ?? '') + (double?.replaceAll(/\\(.)/g, '$1') ?? single ?? plain ?? '');
  }
  end();
  return commands.filter((words) => words.length > 0).map((words) => ({ words, text: line }));
}

/** What follows the program's name in a command, or `undefined` if it is not the program. */
export function recyclegptArguments({ words }: ShellCommand): readonly string[] | undefined {
  const rest = words.filter((word, index) => !(index < 3 && /^[A-Z_]+=/.test(word)));
  const starts: readonly (readonly string[])[] = [
    ['recyclegpt'],
    ['npx', 'recyclegpt'],
    ['npm', 'run', '-s', 'recyclegpt', '--'],
    ['pnpm', 'recyclegpt'],
  ];
  const start = starts.find((each) => each.every((word, index) => rest[index] === word));
  return start === undefined ? undefined : rest.slice(start.length);
}
