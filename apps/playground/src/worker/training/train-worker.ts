// The thread that trains. It is another one than the model's, so that one can write while the other learns.
import { type ServingScope, serveCalls } from '../../protocol/serve-calls.ts';
import type { TrainCalls } from '../../protocol/train-calls.ts';
import { runtimeUrl } from '../runtime-url.ts';
import { TrainHost } from './train-host.ts';

serveCalls<TrainCalls>(self as unknown as ServingScope, new TrainHost({ runtimeUrl: runtimeUrl() }).handlers);
