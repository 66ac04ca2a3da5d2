import type { Crs } from '../core/crs.js';
import type { GroundRaster } from '../product/ground-raster.node.js';
import type { HeightShift } from '../product/height-shift.js';
import type { InputFile } from '../product/inputs.node.js';
import type { EstimateConfig } from './estimate-config.js';

/** A DEM whose heights are brought to the common vertical datum at reading. */
export type AlignInput = InputFile & GroundRaster;

/** What an alignment is estimated from. */
export interface EstimateJob {
  readonly config: EstimateConfig;
  readonly source: AlignInput;
  /** Null where the reference are points. */
  readonly reference: AlignInput | null;
  readonly mask: InputFile | null;
  /** What positions and heights of control points refer to; null for what their file and the options say. */
  readonly control: ControlFrame | null;
}

export interface ControlFrame {
  readonly crs: Crs;
  /** Way of the heights to the common vertical datum; null where they stay as they are. */
  readonly shift: HeightShift | null;
}
