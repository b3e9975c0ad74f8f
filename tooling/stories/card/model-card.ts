import type { StorySource, TrainingFacts } from '../training-facts.ts';
import type { DecodingFigures, FamilyFigures, PaperResults } from './paper-results.ts';
import type { ModelShape } from './shape-of.ts';

/** What a card is made from. */
export interface CardParts {
  readonly facts: TrainingFacts;
  readonly shape: ModelShape;
  readonly results: PaperResults;
  /** Text of docs/stories/NAME.md; `undefined` as long as there is none. */
  readonly stories: string | undefined;
}

/** The model card of a storyteller, in Markdown. */
export function modelCard({ facts, shape, results, stories }: CardParts): string {
  const family = results.family?.find(({ model }) => model === facts.name);
  const decoding = results.decoding?.filter(({ model }) => model === facts.name) ?? [];
  return [
    introduction(facts, shape),
    whatItIs(shape),
    dataSection(facts),
    trainingSection(facts),
    '## What it does',
    ...(family === undefined ? ['Not measured yet: `npm run bench -- paper --save` does.'] : [familyText(family)]),
    ...decoding.map(decodingText),
    ...(stories === undefined ? [] : ['## Ten stories', storiesText(stories)]),
    limits(facts),
  ]
    .join('\n\n')
    .concat('\n');
}

const count = (value: number): string => value.toLocaleString('en-US');
const millions = (value: number): string => `${(value / 1e6).toFixed(value < 1e6 ? 2 : 1)} M`;
const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;

function abilities(parameters: number): string {
  if (parameters < 1e6) return 'sentences that mostly hold together, of\nstories that do not';
  return 'sentences that hold together, and\nplots that wander';
}

function introduction({ name }: TrainingFacts, { base, recycle }: ModelShape): string {
  return `# @recyclegpt/model-${name}

A model of ${millions(base)} parameters that tells simple stories in English, trained from scratch by recyclegpt, together with a recycle
module of ${millions(recycle)} parameters that drafts for it. It writes what models of its size can: ${abilities(base)}.

\`\`\`js
// example.mjs
import { loadModel } from 'recyclegpt';

const model = await loadModel('${name}'); // finds its recycle module
const story = model.generate('Once upon a time, a little fox found a kite in a tall tree.', { maxTokens: 60 });
const { text, stats } = await story.result;
console.log(text);
console.log(\`\${stats.newTokens} tokens, \${stats.basePasses} base passes, \${stats.departures} departures\`);
model.dispose();
\`\`\``;
}

function whatItIs(shape: ModelShape): string {
  const { layers, hidden, vocab, context, base, recycle, moduleLayers, tappedLayers, draftVocab, bytes } = shape;
  const head =
    draftVocab === undefined
      ? 'the base’s head'
      : `those ${count(draftVocab)} rows of the base’s head that stories need most`;
  return `## What it is

| | |
| --- | --- |
| base | Llama’s architecture: ${layers} layers, hidden ${hidden}, one table of ${count(vocab)} tokens for embeddings and head: ${count(base)} parameters |
| recycle module | ${moduleLayers === 1 ? 'one layer' : `${moduleLayers} layers`} over the outputs of layers ${tappedLayers.join(', ')}, ${head}: ${count(recycle)} parameters, ${percent(recycle / base)} of the base |
| context | ${count(context)} tokens |
| size | ${(bytes / 1e6).toFixed(1)} MB, half precision |`;
}

const licences: Readonly<Record<string, string>> = {
  'tinystories.txt':
    'A sample of TinyStories (Eldan and Li, arXiv 2305.07759), written by GPT-3.5 and GPT-4; CDLA-Sharing-1.0. Found as 4.2 MB in lower case in a public repository: the case was restored by tooling/stories of this project, broken stories were left out',
  'written.txt': 'Written by tooling/stories of this project from plots and a grammar; Apache-2.0',
};

function dataSection({ sources, tokens, texts }: TrainingFacts): string {
  const rows = sources.map(
    ({ file, stories, words, copies }: StorySource) =>
      `| \`${file}\` | ${count(stories)} stories, ${count(words)} words | ${copies === 1 ? 'once' : `${copies} times`} | ${licences[file] ?? ''} |`,
  );
  return `## Data

| file | what it holds | in the data | where it is from |
| --- | --- | --- | --- |
${rows.join('\n')}

One story of twenty was held out by a hash of its text; ${count(texts)} texts with ${count(tokens)} tokens were trained on, copies counted.
\`node tooling/stories/make.ts\` writes both files.`;
}

function trainingSection(facts: TrainingFacts): string {
  const { command, note = '', seed, steps, bestStep, heldOutLoss, draftAccuracy, hours, recipe } = facts;
  const right = draftAccuracy.map(percent).join(' and ');
  return `## How it was trained

Base and module together, as the paper does: the language-model loss plus ${recipe['draftWeight']} times the recycle loss over ${recipe['draftSteps']}
drafted tokens. AdamW, highest learning rate ${recipe['learningRate']} after a warm-up of ${percent(recipe['warmUpShare'] ?? 0)}, then a cosine; weight decay ${recipe['weightDecay']},
gradients clipped at ${recipe['clipNorm']}; batches of ${recipe['batch']} sequences of ${recipe['seq']} tokens, ${epochsText(recipe['epochs'])}, seed ${seed}: ${count(steps)} steps, ${hours.toFixed(1)} hours of two
processor cores. The tokenizer is a byte-level BPE that was trained on the same texts.

\`\`\`sh
${command}
\`\`\`${note === '' ? '' : `\n\n${note}`}

![loss over the steps, on training and on held-out text](curves.svg)

The weights are those of step ${count(bestStep)}: held-out loss ${heldOutLoss.toFixed(4)} nats a token${right === '' ? '' : `; of the module’s drafted tokens ${right} were right`}.`;
}

const epochsText = (epochs = 0): string => (epochs === 1 ? 'one epoch' : `${epochs} epochs`);

function familyText({ heldOut, variety }: FamilyFigures): string {
  const rows = heldOut.map(
    (each) =>
      `| ${each.source}, ${count(each.texts)} texts | ${each.bitsPerByte.toFixed(3)} | ${each.ngramBitsPerByte.toFixed(3)} |`,
  );
  return `| held-out stories | bits per byte | a 5-gram model of the same data |
| --- | --- | --- |
${rows.join('\n')}

${variety.ratio.toFixed(2)} times as many distinct 4-grams as in real held-out stories, in ${count(variety.tokens)} tokens written at temperature ${variety.temperature} after the same beginnings.`;
}

function decodingText({ module, share = 0, precision, temperature, prompts, rows }: DecodingFigures): string {
  const drafter = module === 'recycle' ? 'its own module' : `the module “${module}”`;
  const lines = rows.map((row) =>
    [
      '',
      row.scheduler,
      row.speedUp === undefined ? '–' : `${row.speedUp.toFixed(2)}x`,
      row.tokensPerPass.toFixed(2),
      row.firstKept === undefined ? '–' : percent(row.firstKept),
      `${count(row.departures)} of ${count(row.newTokens)}`,
      `${row.sameTexts} of ${prompts}`,
      row.judgeBitsPerByte?.toFixed(3) ?? '–',
      percent(row.repeatedFourGrams),
      '',
    ]
      .join(' | ')
      .trim(),
  );
  return `${prompts} beginnings of held-out stories, ${temperature === 0 ? 'greedy' : `temperature ${temperature}`}, ${precision}, with ${drafter} (${percent(share)} of the base), in turns with plain decoding:

| scheduler | speed-up | tokens a pass | first drafted kept | departures | same text | judge’s bits per byte | repeated 4-grams |
| --- | --- | --- | --- | --- | --- | --- | --- |
${lines.join('\n')}`;
}

/** The stories without the page's own heading, one level below the card's. */
function storiesText(page: string): string {
  const start = page.indexOf('\n## ');
  const [about = '', stories = ''] = start < 0 ? [page] : [page.slice(0, start), page.slice(start + 1)];
  const words = about.replace(/^# .*\n+/, '').trim();
  return `${words}\n\n${stories.trim().replaceAll(/^## /gm, '### ')}`;
}

function limits({ name, sources }: TrainingFacts): string {
  const words = sources.map((source) => source.words * source.copies);
  const written = sources.findIndex(({ file }) => file === 'written.txt');
  const share = (words[written] ?? 0) / words.reduce((sum, each) => sum + each, 0);
  return `## Limits

English, in the words of a small child’s book; other subjects become babble. It answers no questions and follows no
instructions. It learned from made-up stories, so nothing that ${name} says is a fact. ${percent(share)} of the words that
it has read are of stories from a grammar, and it falls into their phrases. \`alternating\` keeps unchecked tokens and writes
another text; all other schedulers change nothing.`;
}
