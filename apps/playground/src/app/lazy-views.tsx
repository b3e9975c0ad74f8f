import { type Signal, signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { type PlainError, plainErrorOf } from '../protocol/plain-error.ts';
import type { AppState } from './app-state.ts';
import { ErrorNote } from './error-note.tsx';

type View = ComponentType<{ readonly app: AppState }>;
type Loaded = { readonly View: View } | { readonly error: PlainError } | undefined;

interface LazyViewProps {
  readonly app: AppState;
  /** Fetches the script of a view; a second call gives the same. */
  load(): Promise<View>;
}

/** A view whose script is fetched when it is first shown, so that the page begins sooner. */
export function LazyView({ app, load }: LazyViewProps) {
  const loaded: Signal<Loaded> = useMemo(() => signal<Loaded>(undefined), [load]);
  useEffect(() => {
    load().then(
      (View) => {
        loaded.value = { View };
      },
      (error: unknown) => {
        loaded.value = { error: plainErrorOf(error) };
      },
    );
  }, [load, loaded]);
  if (loaded.value === undefined) return <p class="empty">Loading …</p>;
  if ('error' in loaded.value) return <ErrorNote error={loaded.value.error} />;
  return <loaded.value.View app={app} />;
}

/** Views that keep their state as long as the page lives: each is made once. */
export interface LazyViews {
  write(): Promise<View>;
  train(): Promise<View>;
}

/** Makes the views, and their states, when they are first asked for. */
export function createLazyViews(app: Pick<AppState, 'engine' | 'route'>): LazyViews {
  return {
    write: once(async () => {
      const { createWriteView } = await import('../write/create-write-view.tsx');
      return createWriteView(app.engine, app.route);
    }),
    train: once(async () => {
      const { createTrainView } = await import('../train/create-train-view.tsx');
      return createTrainView(app.engine);
    }),
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
