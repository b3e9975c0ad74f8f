import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkExactness } from '../bench/exactness/check-exactness.ts';
import { sharedFolder } from '../bench/shared-models.ts';

const cases = [
  { id: 'greedy', prompt: 'the fox and the bird and the fox and', temperature: 0, seed: 0, maxTokens: 24 },
  { id: 'sampled', prompt: 'Why does a kite fly?', temperature: 0.7, seed: 1, maxTokens: 24 },
];

it.for(['seeded', 'smollm2'])(
  '[SC1] drafted texts of %s are those of plain decoding in another process',
  { timeout: 180_000 },
  async (name, { skip }) => {
    const models = join(sharedFolder, 'models');
    skip(name !== 'seeded' && !existsSync(models), `${models} is not here: it has the models`);
    process.env['RECYCLEGPT_MODELS'] ??= models;
    const model = { name, precision: name === 'seeded' ? 'f32' : 'int8', threads: 2 } as const;
    const { exactness, results } = await checkExactness({ model, cases });
    expect(exactness).toBe('bitwise');
    expect(results).toHaveLength(cases.length);
    for (const { differing, texts, equal, tokens, accepted } of results) {
      expect(differing).toEqual([]);
      expect({ texts, equal, tokens }).toEqual({ texts: 8, equal: 8, tokens: 24 });
      // The drafter that is always right has drafted, and the checks had something to accept.
      expect(accepted).toBeGreaterThan(tokens / 2);
    }
  },
);
