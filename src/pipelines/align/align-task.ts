import type { Alignment } from '../../align/alignment.js';
import type { Grid } from '../../core/georef.js';
import type { ResampleMethod } from '../../kernels/resample/index.js';
import type { GroundRaster } from '../../product/ground-raster.node.js';

/** What a worker of `align` needs. */
export interface AlignTask {
  /** The DEM that is moved, or on which the image lies that is moved. */
  readonly dem: GroundRaster;
  /** Null where the DEM itself is moved. */
  readonly image: MovedImage | null;
  readonly target: Grid;
  readonly alignment: Alignment;
  /** A height of the source's terrain, metres. */
  readonly nearHeight: number;
  readonly resampling: ResampleMethod;
}

export interface MovedImage {
  readonly path: string;
  readonly grid: Grid;
  readonly bands: number;
}
