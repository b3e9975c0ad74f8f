import type { ModelSource } from '../protocol/calls.ts';
import type { EmbeddedModel } from '../serve/embedded-model.ts';

/** Where the model lies that the page comes with, beside it. */
const folder = 'model/';

/**
 * What the page says of the model beside it; `undefined` where there is none.
 * @throws Error if the host does not answer, or with something else
 */
async function readEmbeddedModel(pageUrl: string): Promise<EmbeddedModel | undefined> {
  const response = await fetch(new URL(`${folder}index.json`, pageUrl));
  if (response.status === 404) return undefined;
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  return ((await response.json()) as EmbeddedModel | null) ?? undefined;
}

/** Where the model beside the page is fetched from; a page without one has a model with random weights. */
export function embeddedSource(model: EmbeddedModel | undefined, pageUrl: string): ModelSource {
  if (model === undefined) return { kind: 'seeded' };
  const files = model.files.map((file) => ({ ...file, url: new URL(`${folder}${file.name}`, pageUrl).href }));
  return { kind: 'embedded', name: model.name, files };
}

/** The model that the page begins with. What keeps it from the one beside it is told. */
export async function firstSource(pageUrl: string, onNotice: (text: string) => void): Promise<ModelSource> {
  try {
    return embeddedSource(await readEmbeddedModel(pageUrl), pageUrl);
  } catch (error) {
    onNotice(`The built-in model cannot be had (${error instanceof Error ? error.message : String(error)}).`);
    return { kind: 'seeded' };
  }
}
