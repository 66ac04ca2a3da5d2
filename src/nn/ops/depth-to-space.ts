import { emitReshape } from '../emit/reshape.js';
import { emitTranspose } from '../emit/transpose.js';
import type { Tensor } from '../graph/graph.js';
import { shapeError, showShape } from '../graph/shape.js';
import { int, text } from '../onnx/model.js';

/** Interleaves four images [N, 4 C, H, W] to [N, C, 2 H, 2 W]: the upper left pixels of all blocks, upper right, lower left, lower right. */
export function depthToSpace(x: Tensor): Tensor {
  const [n, c, h, w] = x.shape;
  if (x.shape.length !== 4 || c! % 4 !== 0) {
    throw shapeError('depthToSpace', `${showShape(x.shape)} are not images of 4 C channels`);
  }
  const attributes = { blocksize: int(2), mode: text('DCR') };
  const y = x.graph.emit('DepthToSpace', [x], [n!, c! / 4, 2 * h!, 2 * w!], { attributes });
  return x.graph.record([x], y, (dy) => [spaceToDepth(dy)]);
}

/** The inverse. The WebGPU provider has no SpaceToDepth. */
function spaceToDepth(x: Tensor): Tensor {
  const [n, c, h, w] = x.shape as [number, number, number, number];
  const shape = [n, 4 * c, h / 2, w / 2];
  if (x.graph.target !== 'webgpu')
    return x.graph.emit('SpaceToDepth', [x], shape, { attributes: { blocksize: int(2) } });
  const cells = emitReshape(x, [n, c, h / 2, 2, w / 2, 2]);
  return emitReshape(emitTranspose(cells, [0, 3, 5, 1, 2, 4]), shape);
}
