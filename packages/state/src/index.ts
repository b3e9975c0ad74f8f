export { HostRows } from './host-rows.ts';
export { checkTarget, feedsOfRows, keepNewRows } from './row-feeds.ts';
export { RowLayout } from './row-layout.ts';
export { checkFeeds, checkSlots, ownInputs } from './session-inputs.ts';
export { SlottedState, type SlottedStateOptions } from './slotted-state.ts';
export { createStateFactory, type StateFactoryOptions } from './state-factory.ts';
export { type DecodedState, decodeState } from './state-file.ts';
