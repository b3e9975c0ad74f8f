import { existsSync, linkSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sharedFolder } from '../shared-models.ts';

/** A way from nothing to the first text. */
export interface Journey {
  readonly name: 'embedded' | 'gguf' | 'model-id';
  readonly title: string;
  /** Command lines as they are typed, in an empty folder; the last one writes the text. */
  readonly commands: readonly string[];
  /** Puts what the newcomer has already into the folder. */
  readonly prepare: (folder: string) => void;
  /** It fetches its model from a hub. */
  readonly needsHub: boolean;
}

const install = 'ONNXRUNTIME_NODE_INSTALL=skip npm install recyclegpt';
const question = '"Why is the sky blue?" --max-tokens 60';

/** The repository of the hub on this machine. */
export const repository = 'example/SmolLM2-135M-Instruct-GGUF';

/** SmolLM2-135M-Instruct, the model that two of the journeys are made with. */
export const modelFile = join(
  process.env['RECYCLEGPT_MODELS'] ?? join(sharedFolder, 'models'),
  'smollm2-135m-instruct',
  'SmolLM2-135M-Instruct.Q4_1.gguf',
);

/** The journeys that can be made here: those with a model need its file. */
export function journeys(): readonly Journey[] {
  const embedded: Journey = {
    name: 'embedded',
    title: 'with the storyteller that comes along',
    commands: [install, 'npx recyclegpt generate "The little fox found a" --max-tokens 60'],
    prepare: () => undefined,
    needsHub: false,
  };
  const gguf: Journey = {
    name: 'gguf',
    title: 'with a GGUF that lies in the folder',
    commands: [install, `npx recyclegpt generate --model ./model.gguf ${question}`],
    prepare: (folder) => linkSync(modelFile, join(folder, 'model.gguf')),
    needsHub: false,
  };
  const modelId: Journey = {
    name: 'model-id',
    title: 'with a model id, from a hub on this machine',
    commands: [
      install,
      `npx recyclegpt pull ${repository}`,
      `npx recyclegpt generate --model ${repository} ${question}`,
    ],
    prepare: () => undefined,
    needsHub: true,
  };
  return existsSync(modelFile) ? [embedded, gguf, modelId] : [embedded];
}

/** Makes the folder that the hub serves: the model in one quantisation, and files that a pull has to pass over. */
export function fillHubFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  linkSync(modelFile, join(folder, 'SmolLM2-135M-Instruct.Q4_1.gguf'));
  writeFileSync(join(folder, 'README.md'), '# SmolLM2-135M-Instruct as GGUF\n');
  writeFileSync(join(folder, 'training_args.bin'), 'PK\u0003\u0004 a pickle');
}
