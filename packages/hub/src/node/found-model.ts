/** How the weights of a model are written. `llama2c` is the .bin of llama2.c, `safetensors` a Hugging Face folder. */
export type ModelFormat = 'gguf' | 'safetensors' | 'llama2c';

/** Where a model was found. */
export type ModelPlace = 'path' | 'models-folder' | 'cache' | 'shipped';

/** A model on this machine. */
export interface FoundModel {
  readonly format: ModelFormat;
  /** The file to open: the .gguf or .bin; for safetensors the folder. */
  readonly path: string;
  /** All files that belong to it, full paths, sorted: weights, config.json, tokenizer files. */
  readonly files: readonly string[];
  readonly place: ModelPlace;
}
