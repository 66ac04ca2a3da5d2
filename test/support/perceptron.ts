import type { Tensor } from '../../src/nn/graph/graph.js';
import type { ModelContext, Network } from '../../src/nn/model/context.js';
import { constantInit, heNormal } from '../../src/nn/model/initialiser.js';
import { add } from '../../src/nn/ops/add.js';
import { matmul } from '../../src/nn/ops/matmul.js';
import { multiply } from '../../src/nn/ops/multiply.js';
import { reduceMean } from '../../src/nn/ops/reduce-mean.js';
import { square } from '../../src/nn/ops/square.js';
import { tanh } from '../../src/nn/ops/tanh.js';

/** tanh(x A + a) B + b on rows, and as state a running mean of the hidden features. */
export const perceptron =
  (hidden: number, out: number): Network =>
  (model: ModelContext, x: Tensor) => {
    const weight = (name: string, rows: number, columns: number) =>
      model.parameter(name, [rows, columns], heNormal(rows));
    const bias = (name: string, size: number) => model.parameter(name, [size], constantInit(0.1));
    const h = tanh(add(matmul(x, weight('A', x.shape[1]!, hidden)), bias('a', hidden)));
    const mean = model.state('mean', [hidden], constantInit(0));
    model.updateState('mean', add(multiply(mean, 0.9), multiply(reduceMean(h, { axes: [0] }), 0.1)));
    return add(matmul(h, weight('B', hidden, out)), bias('b', out));
  };

export const meanSquare = (x: Tensor): Tensor => reduceMean(square(x));
