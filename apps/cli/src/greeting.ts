import type { Style } from './terminal/style.ts';

/** What bare `recyclegpt` says. */
export function greeting(style: Style, version: string): string {
  const step = (command: string, meaning: string) => `  ${style.accent(command.padEnd(46))} ${meaning}`;
  return [
    `${style.bold('recyclegpt')} ${version}`,
    '',
    'Runs language models on this machine, and makes them answer faster with the same words:',
    'tokens are drafted from what was already computed, and one pass of the model checks several at once.',
    'What the check refuses is dropped, so the text is exactly what the model alone would have written.',
    '',
    style.bold('What to do next'),
    step('recyclegpt demo', 'see it work; needs no model'),
    step('recyclegpt pull smollm2', 'fetch a small real model (98 MB)'),
    step('recyclegpt chat', 'talk with it'),
    step('recyclegpt generate "Why is the sky blue?"', 'one answer'),
    step('recyclegpt --help', 'everything else'),
    '',
  ].join('\n');
}
