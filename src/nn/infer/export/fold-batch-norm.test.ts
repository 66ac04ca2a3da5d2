import { expect, test } from 'vitest';
import { runExported } from '../../../../test/support/exported-network.js';
import { networkCase } from '../../../../test/support/run-network.js';
import { normwiseError } from '../../../../test/support/run-operator.js';
import { Graph } from '../../graph/graph.js';
import { batchNormLayer } from '../../layers/batch-norm.js';
import { convTransposeLayer } from '../../layers/conv-transpose.js';
import { bindConstants } from '../../model/bind-constants.js';
import type { Network } from '../../model/context.js';
import { writeModel } from '../../onnx/write-model.js';
import { foldBatchNorm } from './fold-batch-norm.js';

test.each([1, 2, 4])(
  'transposed convolution in %i groups, whose weights have the inputs first',
  async (groups) => {
    const network: Network = (model, x) =>
      batchNormLayer(
        model,
        'norm',
        convTransposeLayer(model, 'up', x!, { out: 8, kernel: 4, stride: 2, padding: 1, groups }),
      );
    const shape = [1, 4, 5, 6];
    const subject = networkCase(network, shape);
    const graph = new Graph('cpu');
    const { declaration, parameters, state } = subject;
    const model = bindConstants(graph, {
      parameters: { registry: declaration.parameters, values: parameters },
      // Statistics that differ from channel to channel.
      state: { registry: declaration.state, values: state.map((_, i) => 0.2 + 0.1 * i) },
    });
    graph.output('y', network(model, graph.input('x', shape)));
    const plain = graph.toModel();
    const folded = { ...plain, graph: foldBatchNorm(plain.graph) };
    expect(folded.graph.nodes.map((node) => node.opType)).toEqual(['ConvTranspose', 'Identity']);
    const input = { shape, data: subject.input };
    const [a, b] = [
      await runExported(writeModel(plain), input),
      await runExported(writeModel(folded), input),
    ];
    expect(normwiseError(b.data, a.data)).toBeLessThan(1e-6);
  },
);
