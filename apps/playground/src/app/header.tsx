import { type Route, type ViewName, viewNames } from './route.ts';
import type { Theme, ThemeName } from './theme.ts';

const titles: { readonly [View in ViewName]: string } = { race: 'Race', write: 'Write', train: 'Train' };
const themeTitles: { readonly [Name in ThemeName]: string } = { system: 'Auto', light: 'Light', dark: 'Dark' };

/** Name, views and colours. */
export function Header({ route, theme }: { readonly route: Route; readonly theme: Theme }) {
  return (
    <header class="page-header">
      <a class="wordmark" href="#/race">
        recycle<span>gpt</span>
      </a>
      <nav aria-label="Views">
        {viewNames.map((view) => (
          <a key={view} href={`#/${view}`} aria-current={route.view.value === view ? 'page' : undefined}>
            {titles[view]}
          </a>
        ))}
      </nav>
      <button
        type="button"
        class="quiet theme"
        onClick={() => theme.turn()}
        aria-label={`Colours: ${themeTitles[theme.name.value]}`}
      >
        <span aria-hidden="true">◐</span> {themeTitles[theme.name.value]}
      </button>
    </header>
  );
}
