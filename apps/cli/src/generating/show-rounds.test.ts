import { expect, it } from 'vitest';
import { runCli } from '../test/run-cli.ts';

/** Rows of a summary by their names. */
const figures = [
  /^tokens +8 new ones/m,
  /^passes +\d+ pass(es)? of the model, \d\.\d\d tokens each/m,
  /^drafted +\d+, of them \d+ kept/m,
  /^kept at position /m,
  /^departures +0 tokens/m,
  /^time .*model .*drafting .*choosing .*rest/m,
  /^speed .*scheduler adaptive$/m,
];

it('an answer of a chat ends with what its marks mean and with its figures, as that of generate does', async () => {
  const limits = ['--max-tokens', '8', '--show-rounds'];
  const chat = await runCli(['chat', '--raw', ...limits], { stdin: 'the fox the fox the\n/exit\n' });
  const generated = await runCli(['generate', 'the fox the fox the', '--raw', ...limits]);
  for (const { code, stdout, stderr } of [chat, generated]) {
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toContain('[in brackets]: drafted and kept; else: written by the model');
    for (const figure of figures) expect(stdout).toMatch(figure);
    expect(stdout).not.toContain('against plain');
  }
});
