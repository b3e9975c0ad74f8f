import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';

/** The views of the page, in their order. */
export const viewNames = ['race', 'write', 'train'] as const;
export type ViewName = (typeof viewNames)[number];

/** Reads a location's hash: `#/write/STATE`. */
function readHash(hash: string): { readonly view: ViewName; readonly shared: string | undefined } {
  const [, name, shared] = /^#\/([a-z]+)(?:\/(.*))?$/.exec(hash) ?? [];
  const view = viewNames.find((known) => known === name) ?? 'race';
  return { view, shared: shared === undefined || shared === '' ? undefined : shared };
}

/** Where in the page one is: it stands in the address, so that back and forward work. */
export class Route {
  readonly #hash: Signal<string> = signal(location.hash);
  readonly view: ReadonlySignal<ViewName> = computed(() => readHash(this.#hash.value).view);
  /** State that came with a link. */
  readonly shared: ReadonlySignal<string | undefined> = computed(() => readHash(this.#hash.value).shared);

  constructor() {
    addEventListener('hashchange', () => {
      this.#hash.value = location.hash;
    });
  }

  /** Shows another view. */
  go(view: ViewName): void {
    location.hash = `/${view}`;
  }
}
