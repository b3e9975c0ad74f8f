/** Drafters whose luck is known, without the suites and so without vitest: for benches. */
export {
  alwaysWrongDrafter,
  type KnownTextOptions,
  type ProofDrafterOptions,
  perfectDrafter,
  randomDrafter,
  sometimesRightDrafter,
  throwingDrafter,
} from './proof-drafters.ts';
