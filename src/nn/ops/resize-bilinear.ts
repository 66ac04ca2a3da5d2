import { emitAlongAxis, transposed } from '../emit/along-axis.js';
import { emitPad } from '../emit/pad.js';
import type { Tensor } from '../graph/graph.js';
import { shapeError, showShape } from '../graph/shape.js';
import { int, ints, text } from '../onnx/model.js';

/**
 * Bilinear interpolation of images [N, C, H, W] to `rows` x `columns`: pixel centres at half-integers, border pixels continued, no
 * smoothing when it shrinks (torch's interpolate with align_corners = false).
 */
export function resizeBilinear(x: Tensor, rows: number, columns: number): Tensor {
  const [n, c, h, w] = x.shape;
  if (x.shape.length !== 4 || ![rows, columns].every((size) => Number.isInteger(size) && size > 0)) {
    throw shapeError('resizeBilinear', `${showShape(x.shape)} cannot become ${rows} x ${columns} pixels`);
  }
  if (rows === h && columns === w) return x;
  const doubles = rows === 2 * h! && columns === 2 * w! && x.graph.target !== 'reference';
  if (doubles) return x.graph.record([x], doubled(x, [n!, c!, rows, columns]), (dy) => [halved(dy)]);
  const [down, across] = [lerpMatrix(h!, rows), lerpMatrix(w!, columns)];
  const y = emitAlongAxis(emitAlongAxis(x, 3, across, columns), 2, down, rows);
  return x.graph.record([x], y, (dy) => [
    emitAlongAxis(emitAlongAxis(dy, 3, transposed(across, columns), w!), 2, transposed(down, rows), h!),
  ]);
}

function doubled(x: Tensor, shape: readonly number[]): Tensor {
  const scales = x.graph.constant([1, 1, 2, 2], [4], 'float32');
  return x.graph.emit('Resize', [x, null, scales], shape, {
    attributes: { mode: text('linear'), coordinate_transformation_mode: text('half_pixel') },
  });
}

/** The exact gradient of doubling: every pixel spreads with weights [1 3 3 1]/4 per axis, and what leaves the image returns to its border. */
function halved(dy: Tensor): Tensor {
  const [n, c, h, w] = dy.shape as [number, number, number, number];
  const tap = [0.25, 0.75, 0.75, 0.25];
  const kernel = Array.from({ length: c }, () => tap.flatMap((a) => tap.map((b) => a * b))).flat();
  const padded = emitPad(dy, [0, 0, 1, 1], [0, 0, 1, 1], 'edge');
  return dy.graph.emit('Conv', [padded, dy.graph.constant(kernel, [c, 1, 4, 4])], [n, c, h / 2, w / 2], {
    attributes: { group: int(c), kernel_shape: ints([4, 4]), strides: ints([2, 2]) },
  });
}

/** Weights [to, from] of linear interpolation between sample centres. */
function lerpMatrix(from: number, to: number): Float64Array {
  const matrix = new Float64Array(to * from);
  for (let i = 0; i < to; i++) {
    const position = Math.min(from - 1, Math.max(0, ((i + 0.5) * from) / to - 0.5));
    const first = Math.floor(position);
    const weight = position - first;
    matrix[i * from + first]! += 1 - weight;
    if (weight > 0) matrix[i * from + first + 1]! += weight;
  }
  return matrix;
}
