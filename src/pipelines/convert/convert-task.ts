import type { DType } from '../../core/band.js';
import type { Grid } from '../../core/georef.js';
import type { ResampleMethod } from '../../kernels/resample/index.js';
import type { HeightShift } from '../../product/height-shift.js';

/** What a worker of `convert` needs. */
export interface ConvertTask {
  readonly input: string;
  readonly source: Grid;
  readonly target: Grid;
  readonly bands: number;
  /** `copy`: samples as stored, only cut and cast. `heights`: resampled, shifted, scaled; float32 on the way. */
  readonly path: 'copy' | 'heights';
  readonly resampling: ResampleMethod;
  readonly shift: HeightShift | null;
  readonly sourceDtype: DType;
}
