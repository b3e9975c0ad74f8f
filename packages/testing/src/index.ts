export { passFeeds, passModel, passSlots } from './backend-models.ts';
export { type BackendSuiteOptions, testBackend } from './backend-suite.ts';
export { bitsOf } from './bits.ts';
export { type CausalModelFixture, testCausalModel } from './causal-model-suite.ts';
export { type ContractRule, contractRules } from './contract-rules.ts';
export type { CreateFactory, FactoryOptions } from './create-factory.ts';
export type { DecodingFixture, DecodingSuiteOptions, WriteRequest, WrittenText } from './decoding-fixture.ts';
export { testDecoding } from './decoding-suite.ts';
export {
  alwaysWrongDrafter,
  type KnownTextOptions,
  type ProofDrafterOptions,
  perfectDrafter,
  randomDrafter,
  sometimesRightDrafter,
  throwingDrafter,
} from './proof-drafters.ts';
export { type SeededRandom, seededRandom } from './seeded-random.ts';
export { testSequenceState } from './sequence-state-suite.ts';
export { type CreateStore, testSlotStore } from './slot-store-suite.ts';
export { type StateOverOptions, stateOver } from './state-over.ts';
export { type TokenizerSuiteOptions, testTokenizer } from './tokenizer-suite.ts';
