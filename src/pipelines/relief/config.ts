import { z } from 'zod';
import { productFields } from '../../product/product-options.js';
import { sunFields } from '../../product/sun-options.js';
import type { ColourTable } from '../../report/colour-table.js';
import type { TerrainOptions } from '../../terrain/terrain-window.js';

const { compress, level, bigtiff } = productFields;

export const reliefSchema = z.strictObject({
  input: z.string().describe('DEM: path or http(s) URL').meta({ positional: true }),
  output: z
    .string()
    .regex(/\.(png|tiff?)$/i, 'Name a .png or a .tif.')
    .describe('Picture to write: .png, or .tif (Cloud-Optimised GeoTIFF)')
    .meta({ short: 'o', placeholder: 'file' }),
  colours: z
    .string()
    .default('viridis')
    .describe(
      'viridis, cividis, terrain, grey, diverging, or a colour file of gdaldem or Ames Stereo Pipeline',
    )
    .meta({ aliases: ['colors', 'color-map', 'colormap-style'], placeholder: 'name|file' }),
  colourSelection: z
    .enum(['interpolate', 'nearest', 'exact'])
    .default('interpolate')
    .describe('Colours between the heights of a colour file: mixed, that of the nearer one, or none')
    .meta({ aliases: ['color-selection'] }),
  parts: z
    .boolean()
    .default(false)
    .describe('The numbers of the colour file are parts of the range from 0 to 1, not heights')
    .meta({ aliases: ['normalized'] }),
  min: z.number().optional().describe('Height of the first colour').meta({ placeholder: 'height' }),
  max: z.number().optional().describe('Height of the last colour').meta({ placeholder: 'height' }),
  percentiles: z
    .tuple([z.number().min(0).max(100), z.number().min(0).max(100)])
    .optional()
    .describe(
      'Percentiles of the heights that take the place of --min and --max (default: 2 98; 0 100 for the percentages of a colour file)',
    )
    .meta({ placeholder: 'low high' }),
  shade: z
    .number()
    .min(0)
    .max(1)
    .default(0.7)
    .describe('Strength of the hillshade that darkens and lightens the colours; 0 for none'),
  ...sunFields,
  colourBar: z
    .enum(['none', 'inside', 'beside'])
    .default('none')
    .describe('Colour bar with heights: at the right of the PNG, or a file OUTPUT_colours.png')
    .meta({ aliases: ['legend'] }),
  compress,
  level,
  bigtiff,
});

export type ReliefConfig = z.output<typeof reliefSchema>;

/** What a worker needs. */
export interface ReliefTask {
  readonly input: string;
  readonly table: ColourTable;
  /** Null for colours alone. */
  readonly shade: { readonly options: TerrainOptions; readonly strength: number } | null;
}

/** What a tile reports besides its samples. */
export interface ReliefTileValue {
  readonly hasSamples: boolean;
}
