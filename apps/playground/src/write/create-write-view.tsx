import type { Engine } from '../app/engine.ts';
import type { Route } from '../app/route.ts';
import { WriteState } from './write-state.ts';
import { WriteView } from './write-view.tsx';

/** The view Write with a state of its own. */
export function createWriteView(engine: Engine, route: Route): () => ReturnType<typeof WriteView> {
  const state = new WriteState(engine);
  return () => <WriteView state={state} route={route} />;
}
