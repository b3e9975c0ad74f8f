/** A page of the site before VitePress sees it. */
export interface Page {
  /** Where it lies on the site, as in `guides/write-a-drafter.md`. */
  readonly path: string;
  /** The file that it was made from, relative to the repository's root; several pages may come from one source. */
  readonly source: string;
  readonly markdown: string;
}
