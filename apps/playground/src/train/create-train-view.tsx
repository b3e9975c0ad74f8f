import type { Engine } from '../app/engine.ts';
import type { TrainCalls } from '../protocol/train-calls.ts';
import { WorkerClient } from '../protocol/worker-client.ts';
import { TrainState } from './train-state.ts';
import { TrainView } from './train-view.tsx';

function startTrainWorker(): Worker {
  return new Worker(new URL('../worker/training/train-worker.ts', import.meta.url), {
    type: 'module',
    name: 'training',
  });
}

/** The view Train with a state and a thread of its own. */
export function createTrainView(engine: Engine): () => ReturnType<typeof TrainView> {
  const train = new TrainState(new WorkerClient<TrainCalls>(startTrainWorker), engine);
  return () => <TrainView train={train} />;
}
