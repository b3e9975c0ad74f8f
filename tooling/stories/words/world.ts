/** What a world has: the kinds of heroes, where they live and play, and what they like. All are templates. */
export interface World {
  readonly kinds: readonly string[];
  /** Kinds that helpers and strangers can be. */
  readonly others: readonly string[];
  /** After `lived`: where the hero lives. */
  readonly lived: readonly string[];
  /** Where something happens, after a verb: `by the stream`. */
  readonly where: readonly string[];
  /** A spot one can go to, sit at or run past: `the old bridge`. */
  readonly spot: readonly string[];
  /** The tree, wall or bush of the neighbourhood. */
  readonly tree: readonly string[];
  /** What can be eaten together. */
  readonly treat: readonly string[];
  /** The others who live there. */
  readonly crowd: readonly string[];
  /** What the hero loves to do: after `loved to`. */
  readonly hobby: readonly string[];
  /** What one hears or sees there, a whole sentence. */
  readonly air: readonly string[];
}
