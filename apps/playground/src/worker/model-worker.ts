// The thread that holds the model: the page asks it and never waits for it.
import type { ModelCalls } from '../protocol/calls.ts';
import { type ServingScope, serveCalls } from '../protocol/serve-calls.ts';
import { ModelHost } from './model-host.ts';

const scope = self as unknown as ServingScope;
const host = new ModelHost((text) => scope.postMessage({ type: 'notice', text }));
serveCalls<ModelCalls>(scope, host.handlers);
