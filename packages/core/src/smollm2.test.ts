import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderStorage } from '@recyclegpt/hub/node';
import type { Precision } from '@recyclegpt/spec';
import { bitsOf, seededRandom } from '@recyclegpt/testing';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { createModel } from './create-model.ts';
import type { LanguageModel } from './language-model.ts';
import { createPreparedCache } from './prepared-cache.ts';
import { backends } from './test/model-fixture.ts';
import { hasShared, needsShared, openShared, sharedJson } from './test/shared-files.ts';

interface GreedyCase {
  readonly kind: 'chat' | 'raw';
  readonly prompt: string;
  readonly templatedPrompt: string;
  readonly promptTokenIds: readonly number[];
  readonly tokenIds: readonly number[];
  /** Difference of the two best logits at each step. */
  readonly margins: readonly number[];
  readonly firstLogits: readonly (readonly [token: number, logit: number])[];
}

/** A step closer than this may come out otherwise in another engine, and so may all after it. */
const leastMargin = 1e-3;

let folder: string | undefined;
let loaded: { readonly precision: Precision; readonly model: LanguageModel } | undefined;

beforeAll(async () => {
  if (hasShared) folder = await mkdtemp(join(tmpdir(), 'recyclegpt-smollm2-'));
});
afterAll(async () => {
  loaded?.model.dispose();
  if (folder !== undefined) await rm(folder, { recursive: true });
});

/** One model at a time; its weights are prepared once a run. */
async function smollm2(precision: Precision, context: TestContext): Promise<LanguageModel> {
  needsShared(context);
  if (loaded?.precision === precision) return loaded.model;
  loaded?.model.dispose();
  const opened = await openShared('gguf', ['models/smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf']);
  const cache = createPreparedCache({ storage: folderStorage(folder ?? '') });
  const model = await createModel({ opened, backend: await backends.node(), precision, cache });
  loaded = { precision, model };
  return model;
}

function golden(prompt: string): GreedyCase {
  const { cases } = sharedJson<{ cases: readonly GreedyCase[] }>('golden/smollm2/greedy.json');
  const found = cases.find((each) => each.prompt === prompt);
  if (found === undefined) throw new Error(`greedy.json has no case "${prompt}".`);
  return found;
}

describe('SmolLM2 in f32', () => {
  it.for(['What is gravity?', 'What is 17 + 25?', 'Once upon a time'])(
    'writes the golden text of %j',
    async (prompt, context) => {
      const model = await smollm2('f32', context);
      const { kind, promptTokenIds, templatedPrompt, tokenIds, margins } = golden(prompt);
      if (kind === 'chat') expect(model.renderChat([{ role: 'user', content: prompt }])).toBe(templatedPrompt);
      const asked = kind === 'chat' ? [{ role: 'user', content: prompt }] : prompt;
      expect(model.encodePrompt(asked)).toEqual(promptTokenIds);
      const near = margins.findIndex((margin) => margin < leastMargin);
      const compared = near < 0 ? tokenIds.length : near;
      const result = await model.generate(asked, { maxTokens: tokenIds.length, scheduler: 'autoregressive' }).result;
      expect(result.tokenIds.slice(0, compared)).toEqual(tokenIds.slice(0, compared));
      expect(result.tokenIds.length).toBeGreaterThanOrEqual(Math.min(compared, 5));
    },
  );

  it.for(['What is gravity?', 'What is 17 + 25?', 'Once upon a time'])(
    'has the golden first logits of %j',
    async (prompt, context) => {
      const model = await smollm2('f32', context);
      const { promptTokenIds, firstLogits } = golden(prompt);
      using state = model.createState();
      const { logits } = await model.causalModel.forward(state, promptTokenIds);
      for (const [token, logit] of firstLogits)
        expect(Math.abs((logits.row(0)[token] ?? 0) - logit)).toBeLessThan(2e-3);
    },
  );
});

/** Bits of the logits and rows of 60 tokens, fed so many at a time; 0: in one pass. */
async function outcomes(model: LanguageModel, width: number): Promise<readonly Uint8Array[]> {
  const random = seededRandom(60);
  const tokens = Array.from({ length: 60 }, () => random.below(model.causalModel.vocab));
  using state = model.createState();
  const bits: Uint8Array[] = [];
  for (let at = 0; at < tokens.length; at += width) {
    const part = tokens.slice(at, at + width);
    const { logits } = await model.causalModel.forward(state, part, { logitsRows: part.length });
    for (let row = 0; row < logits.rows; row += 1) bits.push(bitsOf(logits.row(row)));
  }
  for (const { name } of model.causalModel.slots) bits.push(bitsOf((await state.read(name, 0, 60)).data));
  return bits;
}

/** Rows from which on passes agree, as this project measured them on x86. */
const exactRows: Readonly<Record<Precision, readonly number[]>> = {
  f32: [1],
  int8: [1],
  int4: [1, 2],
  'int4-fast': [1, 2],
};

describe.each(['f32', 'int8', 'int4', 'int4-fast'] as const)('SmolLM2 in %s', (precision) => {
  it('[M2] rows and logits are the same for passes of 1, 2, 3, 4, 8 and 17 tokens', async (context) => {
    const model = await smollm2(precision, context);
    expect(exactRows[precision]).toContain(model.causalModel.minExactRows);
    const whole = await outcomes(model, 60);
    for (const width of [1, 2, 3, 4, 8, 17]) {
      const got = await outcomes(model, width);
      const different = got.filter((bits, index) => Buffer.compare(bits, whole[index] as Uint8Array) !== 0);
      expect(different.length, `arrays that differ for ${width} at a time`).toBe(0);
    }
  });

  it.for([
    ['Write a haiku about the sea.', 0],
    ['List three primary colours.', 0.8],
  ] as const)(
    '[SC1] adaptive and verified write what autoregressive writes: %j at temperature %d',
    async ([prompt, temperature], context) => {
      const model = await smollm2(precision, context);
      const write = async (scheduler: string) => {
        const messages = [{ role: 'user', content: prompt }];
        return await model.generate(messages, { scheduler, temperature, seed: 5, maxTokens: 32 }).result;
      };
      const plain = await write('autoregressive');
      for (const scheduler of ['adaptive', 'verified']) {
        const { tokenIds, stats } = await write(scheduler);
        expect({ scheduler, tokenIds }).toEqual({ scheduler, tokenIds: plain.tokenIds });
        expect(stats.departures).toBe(0);
      }
    },
  );
});
