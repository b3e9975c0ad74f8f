import { buildDecoder } from '@recyclegpt/base-model';
import { type PreparedModel, type PrepareGraphOptions, prepareGraph } from './prepare-graph.ts';

export interface PrepareOptions extends Omit<PrepareGraphOptions, 'graph' | 'plan'> {
  /** Layers whose outputs are kept in states. */
  readonly tappedLayers?: readonly number[];
}

/**
 * Builds the graph of a model for a backend and encodes its weights for the kernels, or finds them encoded.
 * @throws FileError, ConfigError as reading and building do; what was begun in the cache is gone then.
 */
export async function prepareModel(options: PrepareOptions): Promise<PreparedModel> {
  const { source, precision, backend, tappedLayers = [] } = options;
  const formatOf = (tensor: string) => source.tensors.get(tensor)?.format;
  const { profile } = backend;
  return await prepareGraph({
    ...options,
    ...buildDecoder({ config: source.config, precision, profile, formatOf, tappedLayers }),
  });
}
