import { chipKernel } from '../chip/chip-kernel.js';
import { nccWasm, nccWgsl } from './ncc.generated.js';
import { type NccOutputs, type NccParams, reference } from './reference.js';

export type { NccParams };

/** Normalised cross-correlation of chips with all areas of their search windows; its maximum is the match. */
export const ncc = chipKernel<NccOutputs, NccParams>({
  name: 'ncc',
  surface: 'correlation',
  tolerance: { abs: 1e-5, rel: 0 },
  reference,
  module: nccWasm,
  exported: 'ncc',
  wgsl: nccWgsl,
  flat: ({ flat }) => flat,
});
