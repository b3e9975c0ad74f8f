/** Control characters other than tab, newline and our own looks: models and files could steer the terminal with them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what this takes out.
const controls = /\x1b(?!\[\d{1,2}m)|[\0-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f]/g;

/** A text that a terminal shows and does not obey. */
export function printable(text: string): string {
  return text.replaceAll(controls, '\uFFFD');
}
