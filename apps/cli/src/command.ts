import type { OptionName } from './arguments/option-definitions.ts';
import type { ParsedArguments } from './arguments/parse-arguments.ts';
import type { Terminal } from './terminal/terminal.ts';

/** One call of a command. */
export interface Call extends ParsedArguments {
  readonly terminal: Terminal;
}

/** A command of the program: what its help says, what it takes, what it does. */
export interface Command {
  readonly name: string;
  /** What stands after the name in its usage line. */
  readonly usage: string;
  /** Lines of help below the summary. */
  readonly about: readonly string[];
  readonly options: readonly OptionName[];
  readonly maxWords: number;
  readonly examples: readonly (readonly [line: string, meaning: string])[];
  /** @throws what has no place on standard output: the caller prints it and sets the exit code. */
  run(call: Call): Promise<void>;
}
