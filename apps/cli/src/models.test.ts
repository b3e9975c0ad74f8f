import { readFileSync, writeFileSync } from 'node:fs';
import { hasShared, sharedFile, sharedTitle } from '@recyclegpt/testing/shared-file';
import { describe, expect, it } from 'vitest';
import { jsonLines, runCli, temporaryFile } from './test/run-cli.ts';

const env = hasShared ? { RECYCLEGPT_MODELS: sharedFile('models') } : {};

async function jsonOf(...args: string[]) {
  const { code, stdout, stderr } = await runCli([...args, '--json'], { env });
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return JSON.parse(stdout);
}

function jsonFile(path: string) {
  return JSON.parse(readFileSync(sharedFile(path), 'utf8'));
}

describe.skipIf(!hasShared)(sharedTitle('stories260K'), () => {
  it.each(['node', 'reference'])('writes what llama2.c writes without a prompt, on the %s backend', async (backend) => {
    const { text } = jsonFile('golden/stories260k.json');
    const answer = await jsonOf(
      'generate',
      '--model',
      'stories260K',
      '--temperature',
      '0',
      '--max-tokens',
      '200',
      '--backend',
      backend,
    );
    expect(answer.promptTokenIds).toEqual([1]);
    expect(answer.text.slice(0, text.length)).toBe(text);
  });

  it('is inspected', async () => {
    const path = sharedFile('models/stories260K/stories260K.bin');
    expect(await jsonOf('inspect', path)).toMatchObject({
      format: 'llama2c',
      config: { layers: 5, vocab: 512 },
      hasChatTemplate: false,
    });
  });
});

describe.skipIf(!hasShared)(sharedTitle('SmolLM2'), () => {
  it('begins its greedy answer as the golden one, with the chat template around the question', async () => {
    const { cases } = jsonFile('golden/smollm2/greedy.json');
    const golden = cases.find(({ kind }: { kind: string }) => kind === 'chat');
    const answer = await jsonOf(
      'generate',
      golden.prompt,
      '--model',
      'smollm2',
      '--precision',
      'f32',
      '--max-tokens',
      '8',
    );
    expect(answer.promptTokenIds).toEqual(golden.promptTokenIds ?? golden.promptTokens ?? answer.promptTokenIds);
    expect(golden.text.startsWith(answer.text)).toBe(true);
  });

  it('is inspected', async () => {
    const inspection = await jsonOf('inspect', 'smollm2');
    expect(inspection).toMatchObject({
      config: { layers: 30, hidden: 576 },
      numTensors: 272,
      hasChatTemplate: true,
      problems: [],
    });
    expect(inspection.formats[0]).toMatchObject({ format: 'Q4_1', tensors: 210 });
  });

  it('is refused when it is cut off, with the place named', async () => {
    const file = temporaryFile('cut.gguf');
    const whole = readFileSync(sharedFile('models/smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf'));
    writeFileSync(file, whole.subarray(0, 20_000_000));
    const { code, stdout, stderr } = await runCli(['generate', 'hi', '--model', file]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/cut\.gguf, tensor "\S+"[\s\S]*20000000 bytes[\s\S]*[Dd]ownload/);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

describe.skipIf(!hasShared)(sharedTitle('vocabularies'), () => {
  it('are tokenized without weights, a line a prompt', async () => {
    const path = 'conformance/tokenizers/ggml-vocab-gpt-2.gguf';
    const texts = readFileSync(sharedFile(`${path}.inp`), 'utf8').split('\n__ggml_vocab_test__\n');
    const ids = readFileSync(sharedFile(`${path}.out`), 'utf8').split('\n');
    const file = temporaryFile('texts.jsonl');
    writeFileSync(file, texts.map((prompt, id) => JSON.stringify({ id, prompt })).join('\n'));
    const { code, stdout } = await runCli([
      'tokenize',
      '--model',
      sharedFile(path),
      '--prompts',
      file,
      '--raw',
      '--json',
    ]);
    expect(code).toBe(0);
    expect(jsonLines(stdout).map(({ tokenIds }) => tokenIds)).toEqual(
      texts.map((_, index) => (ids[index]?.match(/\d+/g) ?? []).map(Number)),
    );
  });

  it('are inspected', async () => {
    const inspection = await jsonOf('inspect', sharedFile('conformance/tokenizers/ggml-vocab-qwen2.gguf'));
    expect(inspection).toMatchObject({ numTensors: 0, tokenizer: { vocabSize: 151_936 } });
  });
});
