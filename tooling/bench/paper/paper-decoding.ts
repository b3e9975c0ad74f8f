import { basename } from 'node:path';
import { loadSmolLm2 } from '../shared-models.ts';
import { asQuestion, readPrompts } from '../shared-prompts.ts';
import { splitStories } from './held-out-stories.ts';
import type { KeptParts } from './kept-parts.ts';
import { loadStoryteller } from './load-storyteller.ts';
import { type DecodingPrompt, type DecodingTable, measureDecoding } from './measure-decoding.ts';
import type { PaperSettings, StorytellerFolder } from './paper-settings.ts';
import { smolFingerprint } from './smol-fingerprint.ts';

const storyPrompts = 40;
/** Words of a held-out story that are its beginning. */
const beginningWords = 12;
const temperatures = [0, 0.7] as const;

/** All storytellers with all of their modules, greedy, and with their own module at temperature 0.7. */
export async function storytellerTables(settings: PaperSettings, kept: KeptParts): Promise<readonly DecodingTable[]> {
  const tables: DecodingTable[] = [];
  for (const folder of settings.storytellers) {
    const prompts = await beginnings(folder, settings.limit ?? storyPrompts, kept);
    for (const module of folder.modules) {
      const name = basename(module).replace(/\.?recycle\.safetensors$/, '') || 'recycle';
      for (const temperature of name === 'recycle' ? temperatures : [0]) {
        const { maxTokens, repeats } = settings;
        const load = () => loadStoryteller(folder, module);
        const shared = { module: name, precision: undefined, temperature, prompts, maxTokens, repeats };
        tables.push(
          await measureDecoding({ model: folder.name, fingerprint: folder.fingerprint, load, ...shared }, kept),
        );
      }
    }
  }
  return tables;
}

/** First words of held-out stories that people find in TinyStories, evenly from all of them. */
async function beginnings(
  folder: StorytellerFolder,
  limit: number,
  kept: KeptParts,
): Promise<readonly DecodingPrompt[]> {
  const key = { fingerprint: folder.fingerprint, limit, beginningWords };
  const texts = await kept.part(`${folder.name} beginnings`, key, async () => {
    using model = await loadStoryteller(folder, 'none');
    const { heldOut } = await splitStories('tinystories', model.tokenizer, folder.fingerprint);
    const count = Math.min(limit, heldOut.length);
    return Array.from({ length: count }, (_, index) => {
      const story = heldOut[Math.floor((index * heldOut.length) / count)] ?? [];
      return model.tokenizer
        .decode([...story])
        .split(/\s+/)
        .slice(0, beginningWords)
        .join(' ');
    });
  });
  return texts.map((text) => ({ prompt: text, text }));
}

/** SmolLM2 with the module that is found for it: greedy in every precision asked for, and int8 at temperature 0.7. */
export async function smolTables(settings: PaperSettings, kept: KeptParts): Promise<readonly DecodingTable[]> {
  const prompts = readPrompts('bench', settings.limit).map((each) => ({ prompt: asQuestion(each), text: each.prompt }));
  const fingerprint = await smolFingerprint();
  const tables: DecodingTable[] = [];
  for (const precision of settings.precisions) {
    for (const temperature of precision === 'int8' ? temperatures : [0]) {
      const { maxTokens, repeats } = settings;
      const load = () => loadSmolLm2(precision);
      const shared = { module: 'recycle', precision, temperature, prompts, maxTokens, repeats };
      tables.push(await measureDecoding({ model: 'smollm2', fingerprint, load, ...shared }, kept));
    }
  }
  return tables;
}
