import type { Alignment } from '../../align/alignment.js';
import type { Grid } from '../../core/georef.js';
import type { ResampleMethod } from '../../kernels/resample/index.js';

/** What a worker of `align` needs. */
export interface AlignTask {
  readonly input: string;
  readonly source: Grid;
  readonly target: Grid;
  readonly alignment: Alignment;
  /** A height of the source's terrain, metres. */
  readonly nearHeight: number;
  readonly resampling: ResampleMethod;
}
