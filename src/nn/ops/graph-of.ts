import type { Graph, Operand } from '../graph/graph.js';
import { shapeError } from '../graph/shape.js';

/** The graph of the operands, of which at least one is a tensor; all of them have to belong to the same graph. */
export function graphOf(operator: string, ...operands: readonly Operand[]): Graph {
  const graphs = new Set(operands.flatMap((t) => (typeof t === 'number' ? [] : [t.graph])));
  const [graph] = graphs;
  if (graph === undefined || graphs.size > 1) {
    throw shapeError(
      operator,
      graphs.size > 1 ? 'its tensors belong to different graphs' : 'needs at least one tensor',
    );
  }
  return graph;
}
