import { useEffect } from 'preact/hooks';
import { ErrorNote } from '../app/error-note.tsx';
import type { Route } from '../app/route.ts';
import { Legend } from '../shared/token-text.tsx';
import { ColumnView } from './column-view.tsx';
import { Composer } from './composer.tsx';
import { InsideDrawer } from './inside/inside-drawer.tsx';
import { TuneDrawer } from './tune-drawer.tsx';
import type { DrawerName, WriteState } from './write-state.ts';

const drawerTitles: { readonly [Name in DrawerName]: string } = { inside: 'Inside', tune: 'Tune' };

/** A text, word by word, and what is behind it. */
export function WriteView({ state, route }: { readonly state: WriteState; readonly route: Route }) {
  const shared = route.shared.value;
  useEffect(() => {
    if (shared !== undefined) void state.open(shared);
  }, [shared, state]);
  const drawer = state.drawer.value;
  const columns = state.columns.value;
  return (
    <div class="write" data-drawer={drawer}>
      <header class="lead">
        <h1>Write, and look at each word</h1>
        <Legend />
      </header>
      <div class="drawer-buttons">
        {(['inside', 'tune'] as const).map((name) => (
          <button
            key={name}
            type="button"
            aria-expanded={drawer === name}
            aria-controls="drawer"
            onClick={() => (state.drawer.value = drawer === name ? undefined : name)}
          >
            {drawerTitles[name]}
          </button>
        ))}
      </div>
      <div class="desk">
        <Notes state={state} />
        <div class="columns" data-count={columns.length}>
          {columns.map((column, index) => (
            <ColumnView key={column.id} state={state} column={column} index={index} />
          ))}
        </div>
        <Composer state={state} />
      </div>
      <aside
        id="drawer"
        aria-label={drawer === undefined ? 'Drawer' : drawerTitles[drawer]}
        hidden={drawer === undefined}
      >
        {drawer === 'inside' ? <InsideDrawer state={state} /> : undefined}
        {drawer === 'tune' ? <TuneDrawer state={state} /> : undefined}
      </aside>
    </div>
  );
}

function Notes({ state }: { readonly state: WriteState }) {
  const { error, notice } = state;
  return (
    <>
      {error.value === undefined ? undefined : (
        <ErrorNote error={error.value} onClose={() => (error.value = undefined)} />
      )}
      <p class="notice" role="status">
        {notice.value}
      </p>
    </>
  );
}
