import { effect, type Signal, signal } from '@preact/signals';

/** Colours: those of the system, or one's own choice. */
export const themeNames = ['system', 'light', 'dark'] as const;
export type ThemeName = (typeof themeNames)[number];

const key = 'recyclegpt-theme';

/** The page's colours; remembered where the browser allows it. */
export class Theme {
  readonly name: Signal<ThemeName> = signal(remembered());

  constructor() {
    effect(() => {
      const { value } = this.name;
      if (value === 'system') delete document.documentElement.dataset['theme'];
      else document.documentElement.dataset['theme'] = value;
      remember(value);
    });
  }

  /** The next of the three. */
  turn(): void {
    const place = themeNames.indexOf(this.name.value);
    this.name.value = themeNames[(place + 1) % themeNames.length] ?? 'system';
  }
}

function remembered(): ThemeName {
  try {
    const value = localStorage.getItem(key);
    return themeNames.find((name) => name === value) ?? 'system';
  } catch {
    // Storage may be forbidden; the page then begins as the system says.
    return 'system';
  }
}

function remember(name: ThemeName): void {
  try {
    localStorage.setItem(key, name);
  } catch {
    // See above: nothing is lost but the memory of a choice.
  }
}
