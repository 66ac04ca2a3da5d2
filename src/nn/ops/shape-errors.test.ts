import { expect, test } from 'vitest';
import { Graph } from '../graph/graph.js';
import { averagePool } from './average-pool.js';
import { bilinearSample } from './bilinear-sample.js';
import { concat } from './concat.js';
import { depthToSpace } from './depth-to-space.js';
import { fixedConv } from './fixed-conv.js';
import { gaussianBlur } from './gaussian-blur.js';
import { maxPool } from './max-pool.js';
import { nearestConv } from './nearest-conv.js';
import { pad } from './pad.js';
import { resizeBilinear } from './resize-bilinear.js';
import { resizeNearest } from './resize-nearest.js';
import { slice } from './slice.js';
import { subtract } from './subtract.js';
import { transpose } from './transpose.js';
import { zeroInsert } from './zero-insert.js';
import { zeroInsertedConv } from './zero-inserted-conv.js';

const graph = new Graph('cpu');
const x = graph.input('x', [2, 3, 4, 5]);
const points = graph.input('points', [2, 7]);
const row = graph.input('row', [5]);

test.each([
  [() => subtract(x, graph.input('y', [3])), 'subtract: [2, 3, 4, 5] and [3] do not broadcast'],
  [() => slice(x, [{ axis: 3, from: 2, to: 6 }]), 'slice: 2 to 6 in steps of 1 on axis 3 is not a window'],
  [() => slice(x, [{ axis: 4, from: 0, to: 1 }]), 'slice: axis 4 is not an axis of [2, 3, 4, 5]'],
  [() => concat([]), 'concat: needs at least one tensor'],
  [() => concat([x, row]), 'concat: [2, 3, 4, 5] and [5] differ in more than axis 1'],
  [() => pad(x, [1], [1]), 'pad: [1] and [1] are not counts for the axes of [2, 3, 4, 5]'],
  [
    () => pad(x, [0, 0, 4, 0], [0, 0, 0, 0], { mode: 'reflect' }),
    'pad: reflection by [0,0,4,0] and [0,0,0,0] exceeds [2, 3, 4, 5]',
  ],
  [() => maxPool(x, { kernel: 5 }), 'maxPool: kernel 5, stride 5, padding 0 do not fit images'],
  [() => averagePool(row, { kernel: 1 }), 'averagePool: kernel 1, stride 1, padding 0 do not fit images'],
  [() => resizeBilinear(x, 0, 4), 'resizeBilinear: [2, 3, 4, 5] cannot become 0 x 4 pixels'],
  [() => resizeNearest(x, 1.5), 'resizeNearest: [2, 3, 4, 5] cannot grow by a factor of 1.5'],
  [() => zeroInsert(row), 'zeroInsert: [5] are not images'],
  [() => depthToSpace(x), 'depthToSpace: [2, 3, 4, 5] are not images of 4 C channels'],
  [
    () => zeroInsertedConv(x, graph.input('w', [4, 3, 4, 4])),
    'zeroInsertedConv: weights [4, 3, 4, 4] are not',
  ],
  [() => nearestConv(x, graph.input('n', [4, 3, 3, 5])), 'nearestConv: weights [4, 3, 3, 5] are not'],
  [() => transpose(x, [0, 1, 2, 2]), 'transpose: [0,1,2,2] does not order the axes of [2, 3, 4, 5]'],
  [
    () => fixedConv(x, { rows: 2, columns: 1, weights: [1, 1] }),
    'fixedConv: 2 weights for 2 x 1 are no odd kernel',
  ],
  [() => gaussianBlur(x, 0), 'gaussianBlur: a deviation of 0 pixels is not positive'],
  [
    () => bilinearSample(x, points, row, 'zero'),
    'bilinearSample: positions [2, 7] and [5] do not fit images of shape [2, 3, 4, 5]',
  ],
])('%#', (build, message) => {
  expect(build).toThrow(message);
});
