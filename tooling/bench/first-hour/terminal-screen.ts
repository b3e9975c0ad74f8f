/** How characters look. */
export interface Looks {
  readonly isBold: boolean;
  readonly isDim: boolean;
  readonly isUnderlined: boolean;
  /** Number of an SGR colour, 30 to 37 or 90 to 97; `undefined` for the terminal's own. */
  readonly colour: number | undefined;
}

/** Characters in a row that look alike. */
export interface Span extends Looks {
  readonly text: string;
}

interface Cell {
  readonly character: string;
  readonly looks: Looks;
}

const plain: Looks = { isBold: false, isDim: false, isUnderlined: false, colour: undefined };
const blank: Cell = { character: ' ', looks: plain };
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a terminal obeys.
const pattern = /\x1b\[([?\d;]*)([A-Za-z])|\x1b[^[]|[\s\S]/gu;

/**
 * What a terminal window shows of a program's output: characters with their looks, lines that are written over, and the
 * few movements of the cursor that progress lines and line editors use (ECMA-48: SGR, EL, ED, CHA, CUU to CUB).
 */
export class TerminalScreen {
  readonly #columns: number;
  readonly #rows: Cell[][] = [[]];
  #row = 0;
  #column = 0;
  #looks: Looks = plain;

  constructor(columns: number) {
    this.#columns = columns;
  }

  write(output: string): void {
    for (const [whole, values = '', command] of output.matchAll(pattern)) {
      if (command !== undefined) this.#obey(command, values);
      else if (whole.length === 1 || !whole.startsWith('\x1b')) this.#put(whole);
    }
  }

  /** Lines up to the last one that shows something. */
  lines(): readonly (readonly Span[])[] {
    const lines = this.#rows.map(spansOf);
    while (lines.at(-1)?.length === 0) lines.pop();
    return lines;
  }

  #put(character: string): void {
    if (character === '\n') this.#lineFeed();
    else if (character === '\r') this.#column = 0;
    else if (character === '\b') this.#column = Math.max(0, this.#column - 1);
    else if (character >= ' ') {
      if (this.#column >= this.#columns) this.#lineFeed();
      const row = this.#current();
      while (row.length < this.#column) row.push(blank);
      row[this.#column++] = { character, looks: this.#looks };
    }
  }

  #lineFeed(): void {
    this.#row++;
    this.#column = 0;
    this.#current();
  }

  #current(): Cell[] {
    while (this.#rows.length <= this.#row) this.#rows.push([]);
    return this.#rows[this.#row] as Cell[];
  }

  #obey(command: string, values: string): void {
    const numbers = values.split(';').map(Number);
    const [count = 0] = numbers;
    const steps = Math.max(1, count);
    if (command === 'm') for (const number of numbers) this.#looks = withLook(this.#looks, number);
    else if (command === 'G') this.#column = steps - 1;
    else if (command === 'C') this.#column += steps;
    else if (command === 'D') this.#column = Math.max(0, this.#column - steps);
    else if (command === 'A') this.#row = Math.max(0, this.#row - steps);
    else if (command === 'B') this.#row += steps;
    else if (command === 'K') this.#eraseInLine(count);
    else if (command === 'J' && count === 0) this.#eraseBelow();
  }

  #eraseInLine(what: number): void {
    const row = this.#current();
    if (what === 0) row.length = Math.min(row.length, this.#column);
    else for (let at = 0; at < (what === 2 ? row.length : this.#column); at++) row[at] = blank;
  }

  #eraseBelow(): void {
    this.#eraseInLine(0);
    this.#rows.length = this.#row + 1;
  }
}

function withLook(looks: Looks, number: number): Looks {
  if (number === 0) return plain;
  if (number === 1) return { ...looks, isBold: true };
  if (number === 2) return { ...looks, isDim: true };
  if (number === 22) return { ...looks, isBold: false, isDim: false };
  if (number === 4 || number === 24) return { ...looks, isUnderlined: number === 4 };
  if (number === 39) return { ...looks, colour: undefined };
  const isColour = (number >= 30 && number <= 37) || (number >= 90 && number <= 97);
  return isColour ? { ...looks, colour: number } : looks;
}

function isSame(a: Looks, b: Looks): boolean {
  return a.isBold === b.isBold && a.isDim === b.isDim && a.isUnderlined === b.isUnderlined && a.colour === b.colour;
}

function spansOf(row: readonly Cell[]): readonly Span[] {
  const length = row.findLastIndex(({ character }) => character !== ' ') + 1;
  const spans: Span[] = [];
  for (const { character, looks } of row.slice(0, length)) {
    const last = spans.at(-1);
    if (last !== undefined && isSame(last, looks)) spans[spans.length - 1] = { ...last, text: last.text + character };
    else spans.push({ ...looks, text: character });
  }
  return spans;
}
