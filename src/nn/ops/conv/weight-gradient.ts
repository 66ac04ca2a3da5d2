import type { Target, Tensor } from '../../graph/graph.js';
import type { ConvGeometry } from './geometry.js';
import { emitGradientFromColumns } from './weight-gradient-columns.js';
import { emitGradientFromOutputColumns } from './weight-gradient-output-columns.js';
import { emitGradientFromShifts } from './weight-gradient-shifts.js';
import { emitGradientFromWindows } from './weight-gradient-windows.js';

/** Computes the gradient of weights [O, C / groups, rows, columns] from the image x and the gradient dy of the output. */
export type WeightGradient = (x: Tensor, dy: Tensor, geometry: ConvGeometry) => Tensor;

/** Up to this many weights per output or input channel one product with all columns beats one product per tap. */
const FEW_WEIGHTS = 36;
/** From this many samples on, and up to this many output channels, the products of single taps are too narrow. */
const LARGE_IMAGE = 128 * 128;
const NARROW = 32;

/** The formulation that is fastest for the shapes at hand; measured with ONNX Runtime 1.30 on AVX-512. */
export function emitWeightGradient(x: Tensor, dy: Tensor, geometry: ConvGeometry): Tensor {
  return chooseWeightGradient(x.graph.target, x.shape[1]!, dy.shape[1]!, geometry)(x, dy, geometry);
}

function chooseWeightGradient(
  target: Target,
  inputs: number,
  outputs: number,
  { kernel, stride, dilation, groups, output }: ConvGeometry,
): WeightGradient {
  const taps = kernel[0] * kernel[1];
  if (taps > 1 && (inputs / groups) * taps <= FEW_WEIGHTS && groups === 1) return emitGradientFromColumns;
  const plain = [...stride, ...dilation, groups].every((n) => n === 1);
  if (taps > 1 && plain && outputs * taps <= FEW_WEIGHTS) return emitGradientFromOutputColumns;
  const plain3x3 = plain && kernel.every((n) => n === 3);
  const narrow = outputs <= NARROW && inputs >= outputs && output[0] * output[1] >= LARGE_IMAGE;
  return target === 'cpu' && plain3x3 && narrow ? emitGradientFromShifts : emitGradientFromWindows;
}
