import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TrainHost } from '../worker/training/train-host.ts';

const words = 'ant bee cat dog elk fox gnu hen ibis jay kite lynx mole newt owl pig'.split(' ');

/** Texts of one kind: animals in the order of the alphabet, over and over, from any of them on. */
function toyTexts(count: number): readonly string[] {
  return Array.from({ length: count }, (_, text) => {
    const length = 60 + ((text * 7) % 60);
    return Array.from({ length }, (__, i) => words[(text * 5 + i) % words.length]).join(' ');
  });
}

/** Trains a model on the toy texts, the way that the page does, and writes it into a folder. */
export async function makeToyModel(folder: string): Promise<void> {
  const { handlers } = new TrainHost();
  const context = { signal: new AbortController().signal, report: () => undefined };
  const settings = { size: 'tiny', vocab: 320, steps: 60, seq: 128, learningRate: 1e-2 } as const;
  await handlers.start({ texts: [toyTexts(120).join('\n\n')], settings }, context);
  const noProgress = { ...context, report: () => undefined };
  mkdirSync(folder, { recursive: true });
  for (const { name, bytes } of await handlers.files(null, noProgress)) writeFileSync(join(folder, name), bytes);
}
