// The thread that holds the model: the page asks it and never waits for it.
import type { ModelCalls } from '../protocol/calls.ts';
import { type ServingScope, serveCalls } from '../protocol/serve-calls.ts';
import { ModelHost } from './model-host.ts';
import { runtimeUrl } from './runtime-url.ts';

const scope = self as unknown as ServingScope;
const onNotice = (text: string): void => scope.postMessage({ type: 'notice', text });
const host = new ModelHost({ onNotice, runtimeUrl: runtimeUrl() });
serveCalls<ModelCalls>(scope, host.handlers);
