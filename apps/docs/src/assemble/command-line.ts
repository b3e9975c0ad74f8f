import { pathToFileURL } from 'node:url';
import { repositoryRoot } from './repository.ts';

/** An option as the command line declares it. */
export interface CommandOption {
  readonly spelling: string;
  /** What stands for its value in help; `undefined` for a flag. */
  readonly value: string | undefined;
  readonly about: string;
}

/** A command as the command line declares it. */
export interface CommandFacts {
  readonly name: string;
  readonly summary: string;
  readonly usage: string;
  readonly about: readonly string[];
  readonly options: readonly CommandOption[];
  readonly examples: readonly (readonly [line: string, meaning: string])[];
  /** Reads arguments as the command itself does. @throws Error that names what cannot be used */
  parse(args: readonly string[]): void;
}

/** What files of the command line export, as far as it is used here: its package publishes no entry point for them. */
interface CommandModules {
  readonly commandList: Readonly<Record<string, { readonly summary: string; load(): Promise<LoadedCommand> }>>;
  readonly optionDefinitions: Readonly<Record<string, Omit<CommandOption, 'spelling'>>>;
  spellingOf(name: string): string;
  parseArguments(args: readonly string[], rules: object): unknown;
}

type LoadedCommand = Omit<CommandFacts, 'options' | 'parse' | 'summary'> & {
  readonly options: readonly string[];
  readonly maxWords: number;
};

/** All commands, from the tables that the program itself goes by. */
export async function readCommands(): Promise<readonly CommandFacts[]> {
  const [list, definitions, parser] = await Promise.all(
    ['command-list.ts', 'arguments/option-definitions.ts', 'arguments/parse-arguments.ts'].map(
      (file) => import(pathToFileURL(`${repositoryRoot}apps/cli/src/${file}`).href),
    ),
  );
  const modules = { ...list, ...definitions, ...parser } as CommandModules;
  return await Promise.all(
    Object.entries(modules.commandList).map(async ([name, { summary, load }]) => {
      const command = await load();
      const options = command.options.map((option) => optionFacts(option, modules));
      const parse = (args: readonly string[]): void => void modules.parseArguments(args, { command: name, ...command });
      return { ...command, summary, options, parse };
    }),
  );
}

function optionFacts(name: string, { optionDefinitions, spellingOf }: CommandModules): CommandOption {
  const { value, about = '' } = optionDefinitions[name] ?? {};
  return { spelling: spellingOf(name), value, about };
}
