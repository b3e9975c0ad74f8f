import type { ModelSource } from '../protocol/calls.ts';

/** The model that the page was built with. */
export interface EmbeddedModel {
  readonly name: string;
  readonly files: readonly {
    readonly name: string;
    /** Relative to the page. */
    readonly path: string;
    readonly sizeBytes: number;
    readonly sha256: string;
  }[];
}

/** Where the model of the build is fetched from; a build without one has a model with random weights. */
export function embeddedSource(model: EmbeddedModel | null, pageUrl: string): ModelSource {
  if (model === null) return { kind: 'seeded' };
  const files = model.files.map(({ path, ...file }) => ({ ...file, url: new URL(path, pageUrl).href }));
  return { kind: 'embedded', name: model.name, files };
}
