import { type CommandFacts, type CommandOption, readCommands } from './command-line.ts';
import { plainText, table } from './markdown.ts';
import type { Page } from './site-file.ts';

/** The page that lists every command with its options: what `--help` says, on one page. */
export async function commandLinePage(): Promise<Page> {
  const commands = await readCommands();
  const overview = table(
    ['command', 'what it does'],
    commands.map(({ name, summary }) => [`[\`${name}\`](#${name})`, plainText(summary)]),
  );
  const markdown = [
    '# Command line',
    '`recyclegpt COMMAND [options]`. This page is made from the tables that the program reads its arguments by; ' +
      '`recyclegpt COMMAND --help` says the same. An option means the same in every command. One that a command does not ' +
      'take is refused by name. Exit codes: 0 fine, 1 failed, 2 wrong use, 130 interrupted.',
    overview,
    ...commands.map(section),
    environment,
  ].join('\n\n');
  return { path: 'reference/command-line.md', source: 'apps/cli/src/arguments/option-definitions.ts', markdown };
}

function section({ name, summary, usage, about, options, examples }: CommandFacts): string {
  return [
    `## ${name}`,
    `${plainText(summary)}.`,
    `\`\`\`text\nrecyclegpt ${name} ${usage}\n\`\`\``,
    plainText(about.join(' ')),
    table(['option', 'meaning'], options.map(optionRow)),
    `\`\`\`sh\n${examples.map(([line, meaning]) => `# ${meaning}\nrecyclegpt ${line}`).join('\n')}\n\`\`\``,
  ].join('\n\n');
}

function optionRow({ spelling, value, about }: CommandOption): readonly string[] {
  return [`\`--${spelling}${value === undefined ? '' : ` ${value}`}\``, plainText(about)];
}

const environment = `## Environment

The variables that every command reads are listed [with the package](../packages/recyclegpt.md#models). \`NO_COLOR\` switches
colours off; \`FORCE_COLOR=1\` keeps them in pipes.`;
