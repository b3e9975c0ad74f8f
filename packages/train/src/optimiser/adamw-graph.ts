import { type Graph, input, ops, scalar, type Value } from '@recyclegpt/tensor';

/** Settings that stay the same. */
export interface AdamWSettings {
  /** Decay of the mean of gradients. Default 0.9. */
  readonly beta1?: number;
  /** Decay of the mean of their squares. Default 0.95. */
  readonly beta2?: number;
  /** Default 1e-8. */
  readonly epsilon?: number;
}

/**
 * One step of AdamW (Loshchilov & Hutter, arXiv 1711.05101) over `n` elements. Inputs: `weights`, `gradients`, `means`,
 * `squares` `[n]`; scalars `learningRate`, `decay` (what the learning rate is multiplied by for decay), `scale` (of the
 * gradients: clipping and averaging), `meanCorrection`, `squareCorrection` (1 − beta to the number of steps). Outputs:
 * the new `weights`, `means`, `squares`.
 */
export function adamWGraph({ beta1 = 0.9, beta2 = 0.95, epsilon = 1e-8 }: AdamWSettings = {}): Graph {
  const vector = (name: string): Value => input(name, 'float32', ['n']);
  const number = (name: string): Value => input(name, 'float32', []);
  const [weights, given, means, squares] = ['weights', 'gradients', 'means', 'squares'].map(vector) as [
    Value,
    Value,
    Value,
    Value,
  ];
  const names = ['learningRate', 'decay', 'scale', 'meanCorrection', 'squareCorrection'];
  const [learningRate, decay, scale, meanCorrection, squareCorrection] = names.map(number) as [
    Value,
    Value,
    Value,
    Value,
    Value,
  ];
  const gradient = ops.multiply(given, scale);
  const mixed = (old: Value, fresh: Value, beta: number): Value =>
    ops.add(ops.multiply(old, scalar(beta)), ops.multiply(fresh, scalar(1 - beta)));
  const newMeans = mixed(means, gradient, beta1);
  const newSquares = mixed(squares, ops.multiply(gradient, gradient), beta2);
  const size = ops.add(ops.sqrt(ops.divide(newSquares, squareCorrection)), scalar(epsilon));
  const direction = ops.add(ops.divide(ops.divide(newMeans, meanCorrection), size), ops.multiply(weights, decay));
  return {
    name: 'adamw',
    inputs: [weights, given, means, squares, learningRate, decay, scale, meanCorrection, squareCorrection],
    outputs: [
      { name: 'newWeights', value: ops.subtract(weights, ops.multiply(direction, learningRate)) },
      { name: 'newMeans', value: newMeans },
      { name: 'newSquares', value: newSquares },
    ],
    slots: [],
    metadata: {},
  };
}
