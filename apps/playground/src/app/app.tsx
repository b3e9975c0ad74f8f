import type { ComponentChild } from 'preact';
import { useEffect } from 'preact/hooks';
import { RaceView } from '../race/race-view.tsx';
import type { AppState } from './app-state.ts';
import { Header } from './header.tsx';
import { LazyView } from './lazy-views.tsx';
import { ModelBar } from './model-bar.tsx';
import type { ViewName } from './route.ts';

/** The whole page. Files of a model may be dropped anywhere on it. */
export function App({ app }: { readonly app: AppState }) {
  const view = app.route.view.value;
  useEffect(() => takeDrops(app), [app]);
  return (
    <>
      <button type="button" class="skip" onClick={toMain}>
        To the content
      </button>
      <Header route={app.route} theme={app.theme} />
      <main id="main" tabIndex={-1} data-view={view}>
        {views[view](app)}
      </main>
      <ModelBar engine={app.engine} />
    </>
  );
}

const views: { readonly [View in ViewName]: (app: AppState) => ComponentChild } = {
  race: ({ race }) => <RaceView race={race} />,
  write: (app) => <LazyView key="write" app={app} load={app.views.write} />,
  train: (app) => <LazyView key="train" app={app} load={app.views.train} />,
};

/** The address is the route's, so that this is no link. */
function toMain(): void {
  document.getElementById('main')?.focus();
}

function takeDrops({ engine }: AppState): () => void {
  const over = (event: DragEvent): void => event.preventDefault();
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length > 0) void engine.take(files);
  };
  addEventListener('dragover', over);
  addEventListener('drop', drop);
  return () => {
    removeEventListener('dragover', over);
    removeEventListener('drop', drop);
  };
}
