import { z } from 'zod';

/** Fields of every command that writes a raster. Spread them into the command's schema. */
export const productFields = {
  output: z
    .string()
    .min(1)
    .describe('GeoTIFF to write (Cloud-Optimised)')
    .meta({ short: 'o', placeholder: 'file' }),
  compress: z
    .enum(['deflate', 'zstd', 'lzw', 'none'])
    .default('deflate')
    .describe('Compression of the product'),
  level: z
    .number()
    .int()
    .min(1)
    .max(22)
    .optional()
    .describe('Compression level: deflate 1-9 (default 6), zstd 1-22 (default 3)'),
  nodata: z
    .union([z.number(), z.literal('nan')])
    .optional()
    .describe('Value of missing samples in the product: a number, or nan')
    .meta({ placeholder: 'value' }),
  bigtiff: z
    .enum(['if-safer', 'yes', 'no'])
    .default('if-safer')
    .describe('64-bit offsets: when the file may pass 2 GiB, always, or never'),
};

/** Fields of commands that choose the output grid. */
export const gridFields = {
  crs: z
    .string()
    .optional()
    .describe(
      'Output CRS: EPSG:code, IAU_2015:code, PROJ string, WKT or PROJJSON (default: of the first input)',
    )
    .meta({ aliases: ['t_srs'], placeholder: 'crs' }),
  tr: z
    .union([z.number().positive(), z.tuple([z.number().positive(), z.number().positive()])])
    .optional()
    .describe('Output pixel size in map units, one number or width and height')
    .meta({ placeholder: 'size' }),
  bbox: z
    .tuple([z.number(), z.number(), z.number(), z.number()])
    .optional()
    .describe('Output extent xmin ymin xmax ymax in the output CRS')
    .meta({ aliases: ['t_projwin'], placeholder: 'xmin ymin xmax ymax' }),
  tap: z.boolean().default(false).describe('Align the extent to multiples of the pixel size'),
  resampling: z
    .enum(['nearest', 'bilinear', 'cubic', 'cubicspline', 'lanczos', 'average'])
    .default('cubic')
    .describe('Interpolation; its support grows with the pixel size when shrinking')
    .meta({ short: 'r' }),
};

/** Fields of commands that care about what heights are measured from. */
export const datumFields = {
  verticalDatum: z
    .string()
    .optional()
    .describe('Vertical datum of the output: ellipsoid, sphere, egm96, egm2008, areoid or EPSG:code')
    .meta({ placeholder: 'datum' }),
  assumeVertical: z
    .string()
    .optional()
    .describe('Vertical datum of inputs that do not state one')
    .meta({ placeholder: 'datum' }),
  geoid: z
    .string()
    .optional()
    .describe('Geoid grid (GTX or GeoTIFF) for datums other than EGM96, or in its place')
    .meta({ placeholder: 'file' }),
};
