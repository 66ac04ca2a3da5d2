import { z } from 'zod';
import { productFields } from '../../product/product-options.js';
import { sunFields } from '../../product/sun-options.js';
import type { TerrainOptions } from '../../terrain/terrain-window.js';

/** A hillshade's nodata value is fixed: 0, below every grey level. */
const { nodata, ...shadeFields } = productFields;

const inputFields = {
  input: z.string().describe('DEM: path or http(s) URL').meta({ positional: true }),
  ...shadeFields,
};

const edges = z
  .boolean()
  .default(true)
  .describe(
    'Compute pixels at the border of the raster and beside missing samples; --no-edges leaves them missing',
  );

const algorithm = z
  .enum(['horn', 'zevenbergen-thorne'])
  .default('horn')
  .describe(
    'Gradient from all eight neighbours (Horn 1981: less noise), or from the four nearest (Zevenbergen & Thorne 1987: sharper)',
  )
  .meta({ aliases: ['alg', 'gradient-alg'] });

export const hillshadeSchema = z.strictObject({
  ...inputFields,
  algorithm,
  edges,
  ...sunFields,
});

export const slopeSchema = z.strictObject({
  ...inputFields,
  algorithm,
  zFactor: sunFields.zFactor,
  edges,
  nodata,
  percent: z.boolean().default(false).describe('Slope in percent instead of degrees'),
});

/** Fields of the products of the 3 x 3 neighbourhood that know no exaggeration. */
const localFields = { ...inputFields, nodata, edges };

const zeroForFlat = z.boolean().default(false).describe('Write 0 where the ground is level, not missing');

export const aspectSchema = z.strictObject({
  ...localFields,
  algorithm,
  trigonometric: z
    .boolean()
    .default(false)
    .describe('Angles counter-clockwise from east, not clockwise from north'),
  zeroForFlat,
});

export const tpiSchema = z.strictObject(localFields);

export const triSchema = z.strictObject({
  ...localFields,
  algorithm: z
    .enum(['riley', 'wilson'])
    .default('riley')
    .describe('Root of the summed squares of the eight differences (land), or their mean (sea floor)')
    .meta({ aliases: ['alg'] }),
});

export const roughnessSchema = z.strictObject(localFields);

export const curvatureSchema = z.strictObject({
  ...localFields,
  type: z
    .enum(['profile', 'planform', 'tangential'])
    .default('profile')
    .describe('Of the section down the slope, of the contour line, or of the section across the slope'),
  gradient: z
    .enum(['zevenbergen-thorne', 'horn'])
    .default('zevenbergen-thorne')
    .describe('Derivatives from the middle row and column (sharper), or weighted 1, 2, 1 (less noise)'),
  zeroForFlat,
});

export type HillshadeConfig = z.output<typeof hillshadeSchema>;
export type SlopeConfig = z.output<typeof slopeSchema>;
export type AspectConfig = z.output<typeof aspectSchema>;
export type TpiConfig = z.output<typeof tpiSchema>;
export type TriConfig = z.output<typeof triSchema>;
export type RoughnessConfig = z.output<typeof roughnessSchema>;
export type CurvatureConfig = z.output<typeof curvatureSchema>;

/** What the job needs of any of these. */
export type TerrainConfig = z.output<z.ZodObject<typeof localFields>> | HillshadeConfig | SlopeConfig;

/** What a worker needs: the source, and what to make of it. */
export interface TerrainTask extends TerrainOptions {
  readonly input: string;
}

/** What a tile reports besides its samples. */
export interface TerrainTileValue {
  /** Whether the DEM has a valid sample in the tile or next to it. */
  readonly hasSamples: boolean;
}
