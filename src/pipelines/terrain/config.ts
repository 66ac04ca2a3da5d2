import { z } from 'zod';
import { productFields } from '../../product/product-options.js';
import type { TerrainOptions } from '../../terrain/terrain-window.js';

/** A hillshade's nodata value is fixed: 0, below every grey level. */
const { nodata, ...shadeFields } = productFields;

const terrainFields = {
  input: z.string().describe('DEM: path or http(s) URL').meta({ positional: true }),
  ...shadeFields,
  zFactor: z.number().positive().default(1).describe('Vertical exaggeration'),
  edges: z
    .boolean()
    .default(true)
    .describe(
      'Compute pixels at the border of the raster and beside missing samples; --no-edges leaves them missing',
    ),
};

export const hillshadeSchema = z.strictObject({
  ...terrainFields,
  azimuth: z.number().default(315).describe('Direction of the sun in degrees, clockwise from north'),
  altitude: z.number().min(0).max(90).default(45).describe('Height of the sun above the horizon in degrees'),
});

export const slopeSchema = z.strictObject({
  ...terrainFields,
  nodata,
  percent: z.boolean().default(false).describe('Slope in percent instead of degrees'),
});

export type HillshadeConfig = z.output<typeof hillshadeSchema>;
export type SlopeConfig = z.output<typeof slopeSchema>;

/** What a worker needs: the source, and what to make of it. */
export interface TerrainTask extends TerrainOptions {
  readonly input: string;
}

/** What a tile reports besides its samples. */
export interface TerrainTileValue {
  /** Whether the DEM has a valid sample in the tile or next to it. */
  readonly hasSamples: boolean;
}
