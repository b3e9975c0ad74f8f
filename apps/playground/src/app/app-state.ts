import type { ModelSource } from '../protocol/calls.ts';
import { RaceState } from '../race/race-state.ts';
import { Engine } from './engine.ts';
import { createLazyViews, type LazyViews } from './lazy-views.tsx';
import { Route } from './route.ts';
import { Theme } from './theme.ts';

/** Everything that the page holds. */
export interface AppState {
  readonly engine: Engine;
  readonly route: Route;
  readonly theme: Theme;
  readonly race: RaceState;
  readonly views: LazyViews;
}

function startModelWorker(): Worker {
  return new Worker(new URL('../worker/model-worker.ts', import.meta.url), { type: 'module', name: 'model' });
}

/** The page's state, with nothing running yet. `first` is the model it begins with, `notices` what its start has to say. */
export function createAppState(first: ModelSource, notices: readonly string[]): AppState {
  const engine = new Engine(startModelWorker, first);
  engine.pageNotices.value = notices;
  const route = new Route();
  return { engine, route, theme: new Theme(), race: new RaceState(engine), views: createLazyViews({ engine, route }) };
}
