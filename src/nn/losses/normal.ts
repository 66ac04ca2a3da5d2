import type { Tensor } from '../graph/graph.js';
import { add } from '../ops/add.js';
import { divide } from '../ops/divide.js';
import { multiply } from '../ops/multiply.js';
import { sobelAcross, sobelDown } from '../ops/sobel.js';
import { sqrt } from '../ops/sqrt.js';
import { square } from '../ops/square.js';
import { subtract } from '../ops/subtract.js';
import { checkedTarget, type Mask, maskedMean } from './masked.js';
import { squareStencil } from './stencil.js';

/**
 * Mean of 1 - cos of the angle between the surface normals of height images [N, C, H, W] (Hu et al. 2019, eq. 6). `cellSize` is the
 * size of a pixel in the unit of the heights; slopes come from Sobel's kernel. A pixel counts where it and its eight neighbours do.
 */
export function normalLoss(prediction: Tensor, target: Tensor, mask: Mask, cellSize: number): Tensor {
  const truth = checkedTarget('normalLoss', prediction, target, mask);
  const a = unitNormal(prediction, cellSize);
  const b = unitNormal(truth, cellSize);
  // |a - b|² / 2 = 1 - a · b without the cancellation of nearly equal normals.
  const distances = a.map((component, i) => square(subtract(component, b[i]!)));
  const sum = distances.reduce((p, q) => add(p, q));
  return multiply(maskedMean(sum, squareStencil(mask)), 0.5);
}

/** (-dz/dx, -dz/dy, 1) of unit length; the signs of the first two, which both surfaces share, are left out. */
function unitNormal(z: Tensor, cellSize: number): readonly Tensor[] {
  const across = multiply(sobelAcross(z), 1 / cellSize);
  const down = multiply(sobelDown(z), 1 / cellSize);
  const up = divide(1, sqrt(add(add(square(across), square(down)), 1)));
  return [multiply(across, up), multiply(down, up), up];
}
