import type { ChipParams } from '../chip/chip.js';
import { chipKernel } from '../chip/chip-kernel.js';
import { chipMatchWasm, chipMatchWgsl } from './chip-match.generated.js';
import { type ChipMatchOutputs, reference } from './reference.js';

export type { ChipParams };

/**
 * Variance of the height difference between chips and all areas of their search windows (Hong et al. 2022, eq. 1); its
 * minimum is the match, whatever the height offset between the planes. For heights: magnitudes up to some 1e6.
 *
 * The WebAssembly version takes the plane of best fit off chip and window, then uses `n sigma² = S_II + S_TT - 2 S_IT - n u²`. Its
 * error is about 1e-7 of the variance of the heights about that plane, far below what moves a minimum.
 */
export const chipMatch = chipKernel<ChipMatchOutputs, ChipParams>({
  name: 'chip-match',
  surface: 'variance',
  tolerance: { abs: 1e-3, rel: 1e-6 },
  webgpuTolerance: { abs: 1e-3, rel: 1e-5 },
  reference,
  module: chipMatchWasm,
  exported: 'chipMatch',
  wgsl: chipMatchWgsl,
  flat: () => 0,
});
