import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { modelCard } from './card/model-card.ts';
import { shapeOf } from './card/shape-of.ts';
import { exportPackage } from './export-package.ts';
import { readJson } from './read-json.ts';
import type { TrainingFacts } from './training-facts.ts';

const folder = mkdtempSync(join(tmpdir(), 'recyclegpt-export-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A file of safetensors with a header and without tensors' bytes, which nobody here reads. */
function safetensors(header: object): Buffer {
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text]);
}

const recipe = {
  ...{ batch: 2, seq: 10, accumulation: 1, learningRate: 0.002, epochs: 1, seed: 5, clipNorm: 1 },
  ...{ warmUpShare: 0.05, weightDecay: 0.1, draftSteps: 2, draftWeight: 0.5 },
};
const about = { data: { tokens: 900, texts: 30 }, recipe, steps: 40, scores: { step: 20, score: 2.5 } };

/** A run as `recyclegpt train` leaves it. */
function run(): string {
  const path = join(folder, 'run');
  mkdirSync(join(path, 'training'), { recursive: true });
  const write = (file: string, content: string | Buffer): void => writeFileSync(join(path, file), content);
  const options = { size: 'tiny', 'no-module': false, 'module-layers': null, tokenizer: '/somewhere/tokenizer.json' };
  write('run.json', JSON.stringify({ version: 1, kind: 'base', options }));
  write(
    'config.json',
    JSON.stringify({ num_hidden_layers: 2, hidden_size: 8, vocab_size: 16, max_position_embeddings: 64 }),
  );
  for (const file of ['tokenizer.json', 'tokenizer_config.json']) write(file, '{}');
  write('model.safetensors', safetensors({ a: { shape: [16, 8] }, b: { shape: [8] } }));
  const config = JSON.stringify({ layers: 1, tappedLayers: [0, 1] });
  const metadata = { 'recyclegpt.config': config, 'recyclegpt.about': JSON.stringify(about) };
  write('recycle.safetensors', safetensors({ __metadata__: metadata, c: { shape: [2, 10] } }));
  const steps = Array.from({ length: 40 }, (_, step) => ({ step: step + 1, loss: 4 - step / 40, tokensPerSecond: 40 }));
  const looks = [10, 20, 30].map((step) => ({
    step,
    'validation.loss': step === 20 ? 2.5 : 3,
    'validation.draftAccuracy.1': 0.5,
    'validation.draftAccuracy.2': 0.25,
  }));
  write('training/metrics.jsonl', [...steps, ...looks].map((record) => JSON.stringify(record)).join('\n'));
  return path;
}

function stories(): string {
  const path = join(folder, 'stories');
  mkdirSync(path, { recursive: true });
  const text = (count: number) => 'a fox ran home again\n<|endoftext|>\n'.repeat(count);
  writeFileSync(join(path, 'tinystories.txt'), text(3));
  writeFileSync(join(path, 'written.txt'), text(4));
  return path;
}

describe('a trained model', () => {
  const out = join(folder, 'models', 'storyteller-test');
  const exported = (): TrainingFacts => {
    exportPackage({ name: 'storyteller-test', folder: out, run: run(), stories: stories(), copies: 2 });
    return readJson(join(out, 'training.json')) as TrainingFacts;
  };

  it('becomes a package with all that is needed to open it, and what is known of its making', () => {
    const facts = exported();
    expect(facts).toMatchObject({ seed: 5, tokens: 900, texts: 30, steps: 40, bestStep: 20, heldOutLoss: 2.5 });
    expect(facts.draftAccuracy).toEqual([0.5, 0.25]);
    // 40 steps of 20 tokens, 40 tokens a second.
    expect(facts.hours).toBeCloseTo(20 / 3600, 9);
    expect(facts.sources).toEqual([
      { file: 'tinystories.txt', stories: 3, words: 15, copies: 2 },
      { file: 'written.txt', stories: 4, words: 20, copies: 1 },
    ]);
    expect(facts.command).toBe(
      'recyclegpt train --data tinystories.txt tinystories.txt written.txt --out storyteller-test --size tiny --tokenizer tokenizer.json',
    );
    const manifest = readJson(join(out, 'package.json')) as {
      readonly files: readonly string[];
      readonly name: string;
    };
    expect(manifest.name).toBe('@recyclegpt/model-storyteller-test');
    expect(manifest.files).toContain('recycle.safetensors');
    expect(readFileSync(join(out, 'curves.svg'), 'utf8')).toContain('<svg');
  });

  it('may be exported again over what is there', () => {
    exported();
    expect(exported().name).toBe('storyteller-test');
  });

  it('is refused without its module', () => {
    const path = run();
    rmSync(join(path, 'recycle.safetensors'));
    expect(() => exportPackage({ name: 'x', folder: out, run: path, stories: stories(), copies: 1 })).toThrow(
      /recycle\.safetensors/,
    );
  });

  it('gets a card with figures from files, and says what is not measured', () => {
    const facts = exported();
    const shape = shapeOf(out);
    expect(shape).toMatchObject({ base: 136, recycle: 20, moduleLayers: 1, tappedLayers: [0, 1], context: 64 });
    const bare = modelCard({ facts, shape, results: {}, stories: undefined });
    expect(bare).toContain('Not measured yet');
    expect(bare).toContain(facts.command);
    expect(bare).toContain('15 % of the base');
    // 20 of 50 words.
    expect(bare).toContain('40 % of the words');
    const row = { tokensPerPass: 1.8, departures: 3, newTokens: 128, sameTexts: 1, repeatedFourGrams: 0.05 };
    const full = modelCard({
      facts,
      shape,
      results: {
        family: [
          {
            model: facts.name,
            heldOut: [{ source: 'tinystories', texts: 7, bitsPerByte: 1.0614, ngramBitsPerByte: 1.2101 }],
            variety: { ratio: 0.91, tokens: 5000, temperature: 0.8 },
          },
        ],
        decoding: [
          {
            ...{ model: facts.name, module: 'recycle', precision: 'f32', temperature: 0, prompts: 2 },
            rows: [{ scheduler: 'alternating', speedUp: 1.52, ...row }],
          },
        ],
      },
      stories: '# Ten stories\n\nUnpicked.\n\n## Seed 1\n\nOnce.\n',
    });
    expect(full).toContain('| tinystories, 7 texts | 1.061 | 1.210 |');
    expect(full).toContain('| alternating | 1.52x | 1.80 | – | 3 of 128 | 1 of 2 | – | 5 % |');
    expect(full).toMatch(/## Ten stories\n\nUnpicked\.\n\n### Seed 1\n\nOnce\./);
    expect(full).not.toMatch(/Not measured|undefined|NaN/);
  });
});
