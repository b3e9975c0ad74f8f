import type { Relation } from './character.ts';

/** Where a story takes place; each has its own animals or people, homes and spots. */
export type WorldId = 'woods' | 'farm' | 'pond' | 'jungle' | 'village' | 'toys' | 'machines' | 'seaside';

/** Somebody a plot needs. */
export interface Role {
  readonly relation: Exclude<Relation, 'hero'>;
  /** The kinds this can be: a list, or the name of a fact that says the kind, such as a helper that fits the obstacle. */
  readonly kinds?: readonly string[] | string;
  /** How likely the character has a name, 0 to 1; the default depends on the relation. */
  readonly named?: number;
  /** A word before the kind; otherwise one that any character can have. */
  readonly look?: string;
}

/** One moment in several wordings, all of them templates of `StoryText`; `¶` begins a paragraph. */
export type Beat = readonly string[];

/** The skeleton of a story: who takes part, which facts belong together, and what happens moment by moment. */
export interface Plot {
  readonly id: string;
  readonly worlds: readonly WorldId[];
  readonly cast?: Readonly<Record<string, Role>>;
  /** The kinds a hero can be, where not every kind of the world will do. */
  readonly heroKinds?: readonly string[];
  /** Tables of facts that belong together: one row of each is chosen for a story. A row with `worlds` is for those. */
  readonly tables?: readonly (readonly Readonly<Record<string, string>>[])[];
  /** Facts that are chosen each by itself. */
  readonly facts?: Readonly<Record<string, readonly string[]>>;
  /** How often the story begins with the event itself and not with the hero, 0 to 1; 0.35 otherwise. */
  readonly cold?: number;
  /** Weather that the plot needs: a key of the weather words. */
  readonly weather?: readonly string[];
  /** Parts of the day in which it can begin. */
  readonly times?: readonly string[];
  readonly beats: readonly Beat[];
}

/** Lists plots of one kind, with their types checked where they are written. */
export const plots = <const T extends readonly Plot[]>(list: T): readonly Plot[] => list;

/** The worlds that a plot for anybody can take place in. */
export const anywhere: readonly WorldId[] = ['woods', 'farm', 'pond', 'jungle', 'village', 'village', 'seaside'];

/** Worlds in which animals are the heroes. */
export const animals: readonly WorldId[] = ['woods', 'farm', 'pond', 'jungle'];

/** Worlds in which children are the heroes. */
export const children: readonly WorldId[] = ['village', 'village', 'seaside'];
