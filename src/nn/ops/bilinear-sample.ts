import { emitConcat } from '../emit/concat.js';
import { emitExpand } from '../emit/expand.js';
import { emitReduce } from '../emit/reduce.js';
import { emitReshape } from '../emit/reshape.js';
import { emitTranspose } from '../emit/transpose.js';
import type { Tensor } from '../graph/graph.js';
import { type Shape, sameShape, shapeError, showShape, sizeOf } from '../graph/shape.js';
import { int, text } from '../onnx/model.js';
import { add } from './add.js';
import { cast } from './cast.js';
import { graphOf } from './graph-of.js';
import { multiply } from './multiply.js';
import { type Outside, type Pair, type SampleAxis, sampleAxis } from './sample-axis.js';

/**
 * Bilinear interpolation of images [N, C, H, W] at `rows` and `columns` [N, P], in pixels from the centre of the first one, to
 * [N, C, P]. Differentiable by the positions (at a whole one: the derivative towards larger ones) and by the images; where no
 * gradient of the images is wanted, the backward step gathers only. Where a position is not a number, the result is none either. The
 * images have to be smaller than 2^24 pixels in all, because indices are computed in floating point: the WebGPU provider has no integer
 * arithmetic.
 */
export function bilinearSample(x: Tensor, rows: Tensor, columns: Tensor, outside: Outside): Tensor {
  const graph = graphOf('bilinearSample', x, rows, columns);
  check(x, rows, columns);
  const [n, c, h, w] = x.shape as [number, number, number, number];
  const points = rows.shape[1]!;
  // Pixels and points are rows of C samples, so that one gather moves all channels.
  const toRows = (t: Tensor): Tensor => emitReshape(emitTranspose(t, [0, 2, 1]), [n * points, c]);
  const fromRows = (t: Tensor): Tensor => emitTranspose(emitReshape(t, [n, points, c]), [0, 2, 1]);
  const { down, across, indices, corners, upper, lower, y } = graph.unrecorded(() => {
    const down = sampleRows(rows, h, outside);
    const across = sampleRows(columns, w, outside);
    const indices = pixelIndices(x.shape, down.indices, across.indices);
    const corners = gather(x, indices);
    const upper = blend([corners[0]!, corners[1]!], across.weights);
    const lower = blend([corners[2]!, corners[3]!], across.weights);
    return { down, across, indices, corners, upper, lower, y: fromRows(blend([upper, lower], down.weights)) };
  });
  return graph.record([x, rows, columns], y, (dy, [image, row, column]) => {
    const d = toRows(dy);
    const position = (samples: Pair, slopes: Pair): Tensor => {
      const products = multiply(d, blend(samples, slopes));
      const sums = c === 1 ? products : emitReduce('ReduceSum', products, { axes: [1] }).y;
      return emitReshape(sums, rows.shape);
    };
    const left = (): Tensor => blend([corners[0]!, corners[2]!], down.weights);
    const right = (): Tensor => blend([corners[1]!, corners[3]!], down.weights);
    return [
      image === true ? scatter(d, x.shape, indices, down.weights, across.weights) : null,
      row === true ? position([upper, lower], down.slopes) : null,
      column === true ? position([left(), right()], across.slopes) : null,
    ];
  });
}

/**
 * {@link sampleAxis} at positions [N, P], with weights and slopes as columns [NP, 1]. The arithmetic itself is done in rows: ONNX Runtime
 * goes through columns one sample at a time where a scalar is the other operand.
 */
function sampleRows(positions: Tensor, size: number, outside: Outside): SampleAxis {
  const column = (t: Tensor): Tensor => emitReshape(t, [sizeOf(t.shape), 1]);
  const { indices, weights, slopes } = sampleAxis(positions, size, outside);
  return {
    indices,
    weights: [column(weights[0]), column(weights[1])],
    slopes: [column(slopes[0]), column(slopes[1])],
  };
}

/** Sum of two tensors [NP, C] with weights [NP, 1]. */
const blend = ([a, b]: Pair, [p, q]: Pair): Tensor => add(multiply(a, p), multiply(b, q));

/** Row numbers [NP] of the corners [N, P] among all pixels: upper left, upper right, lower left, lower right. */
function pixelIndices([n, , h, w]: Shape, rows: Pair, columns: Pair): Tensor[] {
  const { graph, shape } = rows[0];
  const firsts = Array.from({ length: n! }, (_, i) => i * h! * w!);
  return rows.flatMap((row) => {
    const inImage = multiply(row, w!);
    const start = n === 1 ? inImage : add(inImage, graph.constant(firsts, [n!, 1]));
    return columns.map((column) => emitReshape(add(start, column), [sizeOf(shape)]));
  });
}

function gather(x: Tensor, indices: readonly Tensor[]): Tensor[] {
  const { graph } = x;
  const [n, c, h, w] = x.shape as [number, number, number, number];
  const pixels = emitReshape(emitTranspose(x, [0, 2, 3, 1]), [n * h * w, c]);
  const type = graph.target === 'webgpu' ? 'int32' : 'int64';
  return indices.map((index) =>
    graph.emit('Gather', [pixels, cast(index, type)], [index.shape[0]!, c], { attributes: { axis: int(0) } }),
  );
}

/** The images' gradient: every point adds to its four pixels. */
function scatter(d: Tensor, shape: Shape, indices: readonly Tensor[], down: Pair, across: Pair): Tensor {
  const { graph } = d;
  const [n, c, h, w] = shape as [number, number, number, number];
  const parts = down.flatMap((p) => across.map((q) => multiply(d, multiply(p, q))));
  const targets = emitReshape(emitConcat(indices, 0), [4 * d.shape[0]!, 1]);
  const zeros = emitExpand(graph.constant([0], [1, 1]), [n * h * w, c]);
  const inputs = [zeros, cast(targets, 'int64'), emitConcat(parts, 0)];
  const sums = graph.emit('ScatterND', inputs, zeros.shape, { attributes: { reduction: text('add') } });
  return emitTranspose(emitReshape(sums, [n, h, w, c]), [0, 3, 1, 2]);
}

function check(x: Tensor, rows: Tensor, columns: Tensor): void {
  const fits = x.shape.length === 4 && rows.shape.length === 2 && rows.shape[0] === x.shape[0];
  if (!fits || !sameShape(rows.shape, columns.shape)) {
    const positions = `${showShape(rows.shape)} and ${showShape(columns.shape)}`;
    throw shapeError(
      'bilinearSample',
      `positions ${positions} do not fit images of shape ${showShape(x.shape)}`,
    );
  }
}
