import { loadStoryteller } from './load-storyteller.ts';
import type { StorytellerFolder } from './paper-settings.ts';

const numStories = 10;
const settings = { maxTokens: 300, temperature: 0.7 } as const;
const beginning = 'Once upon a time';

/** Ten stories of a model as they came, as a page in Markdown. */
export async function storyPage(folder: StorytellerFolder): Promise<string> {
  using model = await loadStoryteller(folder, 'auto');
  const stories: string[] = [];
  for (let seed = 1; seed <= numStories; seed += 1) {
    const { text, finishReason } = await model.generate(beginning, { ...settings, seed }).result;
    const end = finishReason === 'stop-token' ? '' : ' […]';
    const paragraphs = `${beginning}${text}`.trim().split(/\n+/);
    stories.push(`## Seed ${seed}\n\n${paragraphs.join('\n\n')}${end}`);
  }
  return [
    `# Ten stories of ${folder.name}`,
    `Unpicked: seeds 1 to ${numStories}, temperature ${settings.temperature}, at most ${settings.maxTokens} tokens, after “${beginning}”. […] marks those that were cut off.`,
    ...stories,
  ]
    .join('\n\n')
    .concat('\n');
}
