import {
  type OptionDefinition,
  type OptionName,
  optionDefinitions,
  spellingOf,
} from './arguments/option-definitions.ts';
import type { Command } from './command.ts';
import { commandList } from './command-list.ts';
import type { Style } from './terminal/style.ts';
import { tableLines } from './terminal/table.ts';

/** Help is set for windows of this width. */
const textWidth = 100;

const exitCodes = 'Exit codes: 0 fine, 1 failed, 2 wrong use, 130 interrupted (Ctrl-C).';

function optionTerm(name: OptionName): string {
  const { value }: OptionDefinition = optionDefinitions[name];
  return value === undefined ? `--${spellingOf(name)}` : `--${spellingOf(name)} ${value}`;
}

/** Breaks a text at spaces. */
function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function optionLines(names: readonly OptionName[], style: Style): readonly string[] {
  const width = Math.max(...names.map((name) => optionTerm(name).length)) + 2;
  return names.flatMap((name) => {
    const [first = '', ...rest] = wrapped(optionDefinitions[name].about, textWidth - width - 2);
    const term = style.accent(optionTerm(name)) + ' '.repeat(width - optionTerm(name).length);
    return [`  ${term}${first}`, ...rest.map((line) => `${' '.repeat(width + 2)}${line}`)];
  });
}

function exampleLines(examples: Command['examples'], style: Style): readonly string[] {
  return examples.flatMap(([line, meaning]) => [`  ${style.dim(`# ${meaning}`)}`, `  recyclegpt ${line}`]);
}

/** The help of a command. */
export function commandHelp(command: Command, style: Style): string {
  const { summary = '' } = commandList[command.name] ?? {};
  return [
    `${style.bold(`recyclegpt ${command.name}`)}: ${summary}`,
    '',
    `${style.bold('Usage')}  recyclegpt ${command.name} ${command.usage}`,
    ...(command.about.length === 0 ? [] : ['', ...command.about]),
    '',
    style.bold('Options'),
    ...optionLines(command.options, style),
    '',
    style.bold('Examples'),
    ...exampleLines(command.examples, style),
    '',
    exitCodes,
    '',
  ].join('\n');
}

/** The help of the program. */
export function programHelp(style: Style): string {
  const names = tableLines(Object.entries(commandList).map(([name, { summary }]) => [name, summary]));
  return [
    `${style.bold('recyclegpt')}: language models that answer faster by recycling what they have already computed`,
    '',
    `${style.bold('Usage')}  recyclegpt COMMAND [options]`,
    '',
    style.bold('Commands'),
    ...names.map((line) => `  ${line}`),
    '',
    style.bold('Environment'),
    '  RECYCLEGPT_MODELS  folders with models of your own',
    '  RECYCLEGPT_CACHE   where downloads and prepared weights are kept',
    '  NO_COLOR           no colours; FORCE_COLOR=1: colours in pipes too',
    '',
    "`recyclegpt COMMAND --help` tells a command's options, with examples. `recyclegpt --version` prints the version.",
    exitCodes,
    '',
  ].join('\n');
}
