/** A rule of a contract. SPEC.md of `@recyclegpt/spec` says it at length, and what its tests check. */
export interface ContractRule {
  /** As tests begin their names: `[ST2] …`. */
  readonly id: string;
  readonly contract: 'SlotStore' | 'SequenceState' | 'Backend' | 'Session' | 'CausalModel' | 'Tokenizer' | 'Decoding';
  readonly rule: string;
}

type Rules = Readonly<Record<string, string>>;

const slotStore: Rules = {
  SS1: 'read returns the bits that write put there, as a copy',
  SS2: 'reserve keeps the live rows, makes the room asked for and grows by doubling',
  SS3: 'a fork has the first rows and is independent both ways',
  SS4: 'unknown slots, rows outside the store and rows of another type or width are refused; nothing changes',
  SS5: 'dispose twice is fine; use after it throws',
};

const sequenceState: Rules = {
  ST1: 'a pass over n tokens adds n rows to all of the owner’s slots, or, if it throws, none',
  ST2: 'rewinding, then appending, equals a fresh state fed the same tokens',
  ST3: 'rewinding above the length throws and changes nothing',
  ST4: 'hidden-state slots and a module’s slots obey the same rules',
  ST5: 'a fork is independent both ways and costs no more than its live rows',
  ST6: 'loading what was saved is bit-equal; damaged and foreign files are refused',
  ST7: 'dispose twice is fine; use after it throws',
  ST8: 'a slot is identified by its declaration, never by the name of a tensor',
  ST9: 'rewinding is O(1); appending n rows is O(n) amortised',
};

const backend: Rules = {
  B1: 'name, description, threads and profile are usable facts',
  B2: 'a graph that cannot be loaded is a BackendError, and the backend stays usable',
  B3: 'weights in memory and weights in a file of any name give the same results',
  B4: 'weights that are missing or cut short are a BackendError',
  B5: 'stores of slots obey the rules of SlotStore, and another backend’s are refused',
  B6: 'dispose twice is fine; use after it throws',
};

const session: Rules = {
  SE1: 'inputs and outputs are those of the graph',
  SE2: 'missing, surplus and ill-fitting feeds are a BackendError, and the session stays usable',
  SE3: 'exactly the outputs asked for come back, in memory of their own; feeds are left as they were',
  SE4: 'a pass sees whole blocks and tail of its past; its rows are written right after them',
  SE5: 'a run that throws writes no row',
  SE6: 'a pass that crosses a block, or that has no room, is refused',
  SE7: 'rows are given if and only if the graph has slots',
  SE8: 'dispose twice is fine; use after it throws',
};

const causalModel: Rules = {
  M1: 'a model’s facts are usable and all its slots are its own',
  M2: 'rows and logits do not depend on how a text is split into passes, from minExactRows on',
  M3: 'ids outside the vocabulary, empty input, too many logits rows and a full context are refused; nothing changes',
  M4: 'an abort between passes leaves the state as it was',
  M5: 'logits are those of the last rows asked for',
  M6: 'dispose twice is fine; use after it throws',
};

const tokenizer: Rules = {
  T1: 'decoding what was encoded gives the text back',
  T2: 'streamed pieces put together are the decoded text; no piece is half a character',
  T3: 'special tokens written in a text are plain text, unless asked for',
  T4: 'ids outside the vocabulary are refused',
  T5: 'a token’s name, id and bytes belong together; one vocabulary has one print',
};

const decoding: Rules = {
  SC1: 'verified and adaptive decoding write what plain decoding writes',
  SC2: 'sampling follows the base’s distribution; every setting is applied',
  SC3: 'an empty draft is one plain step; a drafter that throws costs its draft only',
  SC4: 'a drafter never changes rows that it does not own',
  SC5: 'same seed, model, precision and backend: same text',
  SC6: 'cancelling stops within a pass and leaves a usable state',
  SC7: 'stops and limits are checked for each committed token in order',
};

const byContract = {
  SlotStore: slotStore,
  SequenceState: sequenceState,
  Backend: backend,
  Session: session,
  CausalModel: causalModel,
  Tokenizer: tokenizer,
  Decoding: decoding,
} satisfies Readonly<Record<ContractRule['contract'], Rules>>;

/** All rules, in the order of SPEC.md. */
export const contractRules: readonly ContractRule[] = Object.entries(byContract).flatMap(([contract, rules]) =>
  Object.entries(rules).map(([id, rule]) => ({ id, contract: contract as ContractRule['contract'], rule })),
);
