import { ConfigError } from '@recyclegpt/spec';
import { commonOptions } from '../arguments/option-definitions.ts';
import type { Call, Command } from '../command.ts';
import { type Inspection, inspectModel } from '../inspecting/inspect-model.ts';
import { formatShares, inspectionLines, numWeights } from '../inspecting/inspection-lines.ts';

/** `recyclegpt inspect` */
export const inspect: Command = {
  name: 'inspect',
  usage: '[NAME] [options]',
  about: ['Reads the header of a model, never its weights: GGUF (also with a vocabulary only), safetensors, llama2.c.'],
  options: ['model', 'tensors', 'offline', 'json', ...commonOptions],
  maxWords: 1,
  examples: [
    ['inspect smollm2', 'shape, sizes, formats, tokenizer'],
    ['inspect ./model.gguf --tensors', 'with every tensor'],
    ['inspect ./model.gguf --json', 'for programs'],
  ],
  run: runInspect,
};

async function runInspect({ words, options, terminal }: Call): Promise<void> {
  const [word] = words;
  if (word !== undefined && options.model !== undefined)
    throw new ConfigError({
      what: 'The model is given twice',
      where: '--model',
      got: `${word} and ${options.model}`,
      expected: 'one of them',
    });
  const inspection = await inspectModel(word ?? options.model, terminal.env);
  const hasTensors = options.tensors === true;
  if (options.json === true) return await terminal.line(JSON.stringify(asJson(inspection, hasTensors)));
  await terminal.write(`${inspectionLines(inspection, hasTensors).join('\n')}\n`);
}

function asJson(inspection: Inspection, hasTensors: boolean): object {
  const { name, path, format, fileBytes, config, tensors, tokenizer, chatTemplate, notes, problems } = inspection;
  return {
    name,
    path,
    format,
    fileBytes,
    config,
    numWeights: numWeights(tensors),
    numTensors: tensors.length,
    formats: formatShares(tensors),
    tokenizer: tokenizer && {
      vocabSize: tokenizer.vocabSize,
      fingerprint: tokenizer.fingerprint,
      bosTokenId: tokenizer.bosTokenId,
      eosTokenIds: tokenizer.eosTokenIds,
    },
    hasChatTemplate: chatTemplate !== undefined,
    notes,
    problems,
    ...(hasTensors ? { tensors } : {}),
  };
}
