import { emitMatmul } from '../emit/matmul.js';
import { emitUnbroadcast } from '../emit/unbroadcast.js';
import type { Tensor } from '../graph/graph.js';
import { shapeError, showShape } from '../graph/shape.js';
import { graphOf } from './graph-of.js';

/**
 * The matrix product [.., M, K] x [.., K, N] -> [.., M, N]; leading axes broadcast. Both operands have rank 2 or more. With
 * `transposeB` the second one is [.., N, K].
 */
export function matmul(
  a: Tensor,
  b: Tensor,
  { transposeB = false }: { readonly transposeB?: boolean } = {},
): Tensor {
  const graph = graphOf('matmul', a, b);
  if (a.shape.length < 2 || b.shape.length < 2 || a.shape.at(-1) !== b.shape.at(transposeB ? -1 : -2)) {
    throw shapeError('matmul', `${showShape(a.shape)} and ${showShape(b.shape)} do not multiply`);
  }
  return graph.record([a, b], emitMatmul(a, b, { transposeB }), (dy, [first, second]) => {
    const forB = () =>
      transposeB ? emitMatmul(dy, a, { transposeA: true }) : emitMatmul(a, dy, { transposeA: true });
    return [
      first === true ? emitUnbroadcast(emitMatmul(dy, b, { transposeB: !transposeB }), a.shape) : null,
      second === true ? emitUnbroadcast(forB(), b.shape) : null,
    ];
  });
}
