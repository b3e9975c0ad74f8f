import { join } from 'node:path';
import type { LanguageModel } from '@recyclegpt/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadModel } from '../../load-model.ts';
import { runMain, runsFolder } from '../../test/run-main.ts';
import { toyFile, toyTexts, trainToyBase } from '../../test/toy-base.ts';

const base = join(runsFolder, 'base');
const env = { RECYCLEGPT_CACHE: join(runsFolder, 'cache') };
const texts = toyTexts(12);
const prompts = ['cat dog elk', 'owl pig ant', 'ant bee'];
const promptsFile = () => toyFile('p.jsonl', prompts.map((prompt) => JSON.stringify({ prompt })).join('\n'));

beforeAll(async () => {
  const { code, stderr } = await trainToyBase('base');
  expect({ code, stderr }).toMatchObject({ code: 0 });
}, 120_000);

async function evaluated(...args: readonly string[]) {
  const { code, stdout, stderr } = await runMain(['evaluate', '--model', base, '--threads', '1', ...args, '--json']);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return JSON.parse(stdout);
}

/** The same sum by passes over one token each. */
async function bitsByStep(
  model: LanguageModel,
  text: string,
): Promise<{ bits: number; tokens: number; bytes: number }> {
  using state = model.createState();
  const ids = model.tokenizer.encode(text);
  let [bits, bytes] = [0, 0];
  for (const [at, id] of ids.slice(0, -1).entries()) {
    state.commit([id]);
    const row = (await model.causalModel.forward(state, [id])).logits.row(0);
    const next = ids[at + 1] as number;
    const sum = row.reduce((total, logit) => total + Math.exp(logit - (row[next] as number)), 0);
    bits += Math.log2(sum);
    bytes += model.tokenizer.tokenBytes(next).length;
  }
  return { bits, tokens: ids.length - 1, bytes };
}

describe('evaluate', () => {
  it('tells perplexity and bits per byte as plain decoding finds them', async () => {
    const file = toyFile('data.txt', texts.join('\n\n'));
    const { texts: report } = await evaluated('--data', file, '--limit', '5');
    using model = await loadModel(base, { env, threads: 1, recycle: 'none' });
    let [bits, tokens, bytes] = [0, 0, 0];
    for (const text of texts.slice(0, 5)) {
      const found = await bitsByStep(model, text);
      [bits, tokens, bytes] = [bits + found.bits, tokens + found.tokens, bytes + found.bytes];
    }
    expect(report).toMatchObject({ texts: 5, tokens, bytes });
    expect(report.bitsPerByte).toBeCloseTo(bits / bytes, 4);
    expect(report.perplexity).toBeCloseTo(2 ** (bits / tokens), 3);
    expect(report.perplexity).toBeLessThan(4);
  }, 60_000);

  it('simulates drafts over answers as decoding keeps them', async () => {
    using model = await loadModel(base, { env, threads: 1 });
    const lines: string[] = [];
    let [kept, drafts] = [0, 0];
    for (const prompt of prompts) {
      const tokenIds = model.encodePrompt(prompt);
      const options = { maxTokens: 24, temperature: 0, stopTokens: [] } as const;
      const drafters = model.createDrafters().filter(({ name }) => name === 'recycle');
      const plain = await model.generate({ tokenIds }, { ...options, scheduler: 'autoregressive' }).result;
      lines.push(JSON.stringify({ tokenIds: [...tokenIds, ...plain.tokenIds], promptTokens: tokenIds.length }));
      // Drafts of one token after each token of the text: what the base wrote there is known.
      const all = [...tokenIds, ...plain.tokenIds];
      using state = model.createState();
      for (let known = tokenIds.length; known < all.length; known += 1) {
        state.rewindTo(0);
        state.commit(all.slice(0, known));
        await model.causalModel.forward(state, all.slice(0, known - 1), { logitsRows: 0 });
        const draft = await drafters[0]?.draft({ state, promptLength: tokenIds.length, signal: undefined }, 1);
        drafts += 1;
        kept += draft?.tokens[0] === all[known] ? 1 : 0;
      }
    }
    const { drafts: reports } = await evaluated(
      '--answers',
      toyFile('a.jsonl', lines.join('\n')),
      '--draft-length',
      '3',
    );
    const [recycle, lookup] = reports;
    expect(recycle).toMatchObject({ drafter: 'recycle', texts: prompts.length, coverage: 1 });
    // One more place in each text: after its last token, where nothing tells what the base would have kept wrongly.
    expect(recycle.starts).toBe(drafts + prompts.length);
    expect(Math.abs(recycle.byPosition[0] * recycle.starts - kept)).toBeLessThanOrEqual(prompts.length);
    expect(recycle.byPosition[0]).toBeGreaterThan(0.6);
    expect(recycle.lengths.map(({ length }: { length: number }) => length)).toEqual([1, 2, 3]);
    for (const { tokensPerPass, speedUp } of recycle.lengths) {
      expect(tokensPerPass).toBeGreaterThan(1.5);
      expect(speedUp).toBeGreaterThan(0);
    }
    expect(lookup.drafter).toBe('lookup');
    // Half of the tokens are drafted, and of those as many are the base's own as of first drafts.
    expect(recycle.alternating.departures).toBeCloseTo((1 - recycle.byPosition[0]) / 2, 9);
    expect(recycle.alternating.speedUp).toBeGreaterThan(0);
    expect(lookup.alternating).toBeUndefined();
  }, 60_000);

  it('counts what lossy decoding changes, under a judge', async () => {
    const schedulers = ['--schedulers', 'alternating:2,verified:2'];
    const { writing } = await evaluated(
      '--prompts',
      promptsFile(),
      '--max-tokens',
      '20',
      ...schedulers,
      '--judge',
      base,
    );
    expect(writing.map(({ scheduler }: { scheduler: string }) => scheduler)).toEqual([
      'autoregressive',
      'alternating:2',
      'verified:2',
    ]);
    const [plain, lossy, lossless] = writing;
    expect(plain).toMatchObject({ prompts: 3, departures: 0, sameTexts: 3 });
    expect(lossless).toMatchObject({
      prompts: 3,
      departures: 0,
      sameTexts: 3,
      judgeBitsPerByte: plain.judgeBitsPerByte,
    });
    expect(lossy.tokensPerPass).toBeGreaterThan(1.5);
    expect(lossy.sameTexts < 3).toBe(lossy.departures > 0);
    expect(plain.judgeBitsPerByte).toBeGreaterThan(0);
    expect(plain.repeatedFourGrams).toBeGreaterThanOrEqual(0);
  }, 60_000);

  it('scores answers to questions, and shows all as tables', async () => {
    const question = { passage: 'ant bee cat', question: 'dog elk', answers: ['fox', 'gnu hen ibis'] };
    const file = toyFile('q.jsonl', JSON.stringify(question));
    const { questions } = await evaluated('--questions', file, '--max-tokens', '4');
    expect(questions).toMatchObject([{ scheduler: 'autoregressive', questions: 1 }]);
    expect(questions[0].f1).toBeGreaterThanOrEqual(questions[0].exactMatch);
    const shown = await runMain([
      ...['evaluate', '--model', base, '--threads', '1', '--questions', file, '--max-tokens', '4'],
      ...['--prompts', promptsFile(), '--data', toyFile('data2.txt', texts.slice(0, 2).join('\n\n'))],
    ]);
    expect(shown.code).toBe(0);
    for (const part of [
      'bits per byte',
      'expected speed-up',
      'repeated 4-grams',
      'exact match',
      'Unchecked',
      '--judge',
    ])
      expect(shown.stdout).toContain(part);
  }, 60_000);

  it.each([
    [[], 2, '--data, --answers'],
    [['--data', 'no-such.txt'], 1, 'no-such.txt'],
    [['--data', 'TEXT', '--judge', 'x'], 2, '--judge'],
    [['--data', 'TEXT', '--schedulers', 'verified'], 2, '--schedulers'],
    [['--prompts', 'PROMPTS', '--schedulers', 'alternating:1'], 2, 'stride'],
    [['--prompts', 'PROMPTS', '--schedulers', 'maximal:3'], 2, '--schedulers'],
    [
      ['--prompts', 'PROMPTS', '--schedulers', 'alternating', '--recycle', 'none'],
      2,
      'alternating needs a recycle module',
    ],
    [['--questions', 'PROMPTS'], 1, 'p.jsonl, line 1'],
    [['--answers', 'PROMPTS'], 1, 'p.jsonl, line 1'],
  ])(
    'refuses %j',
    async (args, exit, message) => {
      const text = toyFile('refused.txt', texts.join('\n\n'));
      const given = args.map((arg) => (arg === 'TEXT' ? text : arg === 'PROMPTS' ? promptsFile() : arg));
      const { code, stdout, stderr } = await runMain(['evaluate', '--model', base, ...given]);
      expect({ code, stdout, stderr }).toMatchObject({ code: exit, stdout: '' });
      expect(stderr).toContain(message);
    },
    60_000,
  );
});
