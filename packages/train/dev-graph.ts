import { buildModuleTraining } from '@recyclegpt/recycle';
import { simplify, print } from '@recyclegpt/tensor';
const config: any = { tappedLayers: [6,14,22,29], fusion: 'linear', entry: 'paired', feedback: 'normed', head: 'own', draftVocab: 8192, layers: 1, heads: 9, kvHeads: 3, headDim: 64, intermediate: 1536, normEpsilon: 1e-5, rope: {base: 10000, rotaryDim: 64, scaling: {kind:'none'}}, hidden: 576, vocab: 49152 };
console.log(print(simplify(buildModuleTraining({ config, batch: 6, seq: 320, answers: 1440, steps: 3 }))));
