import { z } from 'zod';
import { datumFields, productFields } from '../../product/product-options.js';

const metres = { placeholder: 'm' };

export const radarSchema = z.strictObject({
  images: z
    .array(z.string().min(1))
    .min(2)
    .describe(
      'LEFT and RIGHT image of a pair, then those of further pairs: descriptions (.json), Sentinel-1 or TerraSAR-X annotations (.xml), or SAFE folders',
    )
    .meta({ positional: true }),
  dem: z
    .string()
    .min(1)
    .describe(
      'A-priori DEM onto which the images are projected, or "bootstrap": level ground first, then the coarse DSM of that',
    )
    .meta({ placeholder: 'file' }),
  ...productFields,
  ...datumFields,
  polarisation: z
    .enum(['HH', 'HV', 'VH', 'VV'])
    .optional()
    .describe('Polarisation to take of SAFE folders that have several'),
  crs: z
    .string()
    .optional()
    .describe('Projected CRS of the DSM (default: that of the DEM, or the UTM zone of the middle)')
    .meta({ placeholder: 'crs' }),
  resolution: z
    .number()
    .positive()
    .default(10)
    .describe('Cell of the epipolar images and of the DSM, metres')
    .meta(metres),
  looks: z
    .tuple([z.number().int().positive(), z.number().int().positive()])
    .optional()
    .describe('Columns and rows averaged to one (default: as many as a cell holds)')
    .meta({ placeholder: 'x y' }),
  lee: z
    .number()
    .int()
    .min(0)
    .max(15)
    .default(2)
    .describe('Half the side of the window of the Lee filter after that, pixels; 0 leaves it out'),
  heightError: z
    .number()
    .positive()
    .optional()
    .describe('Largest error of the a-priori heights: limits the search (default: 100; 1000 for bootstrap)')
    .meta(metres),
  meanHeight: z
    .number()
    .default(0)
    .describe('bootstrap: height of the level ground above the ellipsoid')
    .meta(metres),
  matcher: z.enum(['sgm', 'ncc']).default('sgm').describe('Semi-global matching, or plain correlation'),
  penalty: z
    .enum(['const', 'grey', 'canny'])
    .default('canny')
    .describe(
      'Penalty function of semi-global matching: constant, by the grey difference, or by Canny edges',
    ),
  p1: z
    .number()
    .int()
    .min(0)
    .max(2000)
    .default(150)
    .describe('Penalty of disparities that change by one column, in quarters of a census bit'),
  p2: z
    .number()
    .int()
    .min(0)
    .max(15000)
    .default(200)
    .describe('Penalty of larger changes, likewise; with canny off the edges: on them it is P1'),
  nccThreshold: z
    .number()
    .min(-1)
    .max(1)
    .default(0.3)
    .describe('Least correlation of a match of --matcher ncc'),
  maxVoid: z
    .number()
    .positive()
    .optional()
    .describe('Leave gaps empty that are wider than this (default: triangles of up to 128 cells)')
    .meta(metres),
  epipolar: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Also write the epipolar images and disparities: PREFIX_left.tif, PREFIX_right.tif, PREFIX_disparity.tif',
    )
    .meta({ placeholder: 'prefix' }),
  truth: z
    .string()
    .min(1)
    .optional()
    .describe('Also judge the DSM and the DEM against this one: mean error, MAE, RMSE, LE90, completeness')
    .meta({ placeholder: 'file' }),
  area: z
    .array(z.string())
    .optional()
    .describe(
      'Areas to judge by themselves: NAME,XMIN,YMIN,XMAX,YMAX in coordinates of the DSM (default: all of it)',
    )
    .meta({ placeholder: 'area' }),
  report: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Also write an HTML report: anaglyph, disparities, hillshades, profiles, comparison with the DEM',
    )
    .meta({ placeholder: 'file' }),
});

export type RadarConfig = z.output<typeof radarSchema>;

/** Value of `dem` without one. */
export const BOOTSTRAP = 'bootstrap';
