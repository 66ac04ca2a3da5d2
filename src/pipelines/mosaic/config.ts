import { z } from 'zod';
import { datumFields, gridFields, productFields } from '../../product/product-options.js';
import { blendFields, weightFields } from './blend-fields.js';
import { finishFields } from './finish-fields.js';
import { tileFields } from './tile-fields.js';

const STATISTICS = ['first', 'last', 'min', 'max', 'mean', 'median', 'stddev', 'nmad', 'count'] as const;
const COMPRESSIONS = ['deflate', 'zstd', 'lzw', 'none'] as const;
const SAMPLE_TYPES = ['float32', 'byte', 'uint8', 'uint16', 'int16', 'uint32', 'int32'] as const;

/** Flags of `dem_mosaic` that name a mode. Its `--count` is not among them: here it asks for a raster beside the mosaic. */
const MODE_FLAGS = ['first', 'last', 'min', 'max', 'mean', 'median', 'stddev', 'nmad', 'block-max'];

export const mosaicSchema = z.strictObject({
  inputs: z
    .array(z.string())
    .min(1)
    .describe('DEMs: paths or http(s) URLs; @FILE reads names from a file, one per line')
    .meta({ positional: true, lists: ['l', 'dem-list', 'dem-list-file'] }),
  ...productFields,
  output: productFields.output.meta({
    ...productFields.output.meta(),
    aliases: ['output-prefix'],
    shorthands: { cog: null },
  }),
  compress: z
    .string()
    .toLowerCase()
    .pipe(z.enum(COMPRESSIONS))
    .default('deflate')
    .describe(`Compression of the product: ${COMPRESSIONS.join(', ')}`)
    .meta({ aliases: ['tif-compress'] }),
  nodata: productFields.nodata.meta({
    ...productFields.nodata.meta(),
    aliases: ['output-nodata-value'],
  }),
  bigtiff: productFields.bigtiff.meta({
    ...productFields.bigtiff.meta(),
    shorthands: { 'no-bigtiff': 'no' },
  }),
  ot: z
    .string()
    .toLowerCase()
    .pipe(z.enum(SAMPLE_TYPES))
    .default('float32')
    .describe(`Sample type: ${SAMPLE_TYPES.join(', ')}; integers are rounded, and clamped to their range`)
    .meta({ placeholder: 'type' }),
  tifTileSize: z
    .union([z.number().int().positive(), z.tuple([z.number(), z.number()])])
    .default(512)
    .describe('Blocks of the product in pixels, a multiple of 16')
    .meta({ placeholder: 'px' }),
  mode: z
    .enum(['blend', ...STATISTICS, 'block-max'])
    .default('blend')
    .describe('Weighted blend, a statistic of the inputs at each pixel, or whole blocks from one input each')
    .meta({ shorthands: Object.fromEntries(MODE_FLAGS.map((mode) => [mode, mode])) }),
  blockSize: z
    .number()
    .int()
    .min(1)
    .max(4096)
    .optional()
    .describe('With --mode block-max: side of the blocks')
    .meta({ placeholder: 'px' }),
  ...blendFields,
  ...weightFields,
  nodataThreshold: z
    .number()
    .optional()
    .describe('Samples of the inputs no larger than this are missing')
    .meta({ placeholder: 'value' }),
  propagateNodata: z
    .boolean()
    .default(false)
    .describe('Missing wherever an input whose raster covers the pixel is missing'),
  erode: z
    .number()
    .min(0)
    .max(1024)
    .default(0)
    .describe('Rim taken off every input, in output pixels')
    .meta({ placeholder: 'px', aliases: ['erode-length'] }),
  ...finishFields,
  ...gridFields,
  bbox: gridFields.bbox.meta({ ...gridFields.bbox.meta(), shorthands: { 'force-projwin': null } }),
  tap: gridFields.tap.meta({ ...gridFields.tap.meta(), aliases: ['gdal-tap'] }),
  tapCentres: z
    .boolean()
    .default(false)
    .describe('Align pixel centres to multiples of the pixel size, as --tap of dem_mosaic does'),
  referenceGrid: z
    .string()
    .optional()
    .describe('Take CRS, pixels and extent from this raster, which is not mosaicked itself')
    .meta({ placeholder: 'file', aliases: ['this-dem-as-reference'] }),
  ...tileFields,
  ...datumFields,
  count: z.boolean().default(false).describe('Also write OUTPUT_count.tif: number of inputs at each pixel'),
  source: z
    .boolean()
    .default(false)
    .describe(
      'Also write OUTPUT_source.tif: number (from 1) of the input with the greatest weight; its sidecar lists them',
    )
    .meta({ aliases: ['save-index-map'] }),
  sigma: z
    .boolean()
    .default(false)
    .describe('Also write OUTPUT_sigma.tif: weighted standard deviation between the inputs'),
  uncertainty: z
    .boolean()
    .default(false)
    .describe('Also write OUTPUT_uncertainty.tif: standard error of the result, from those in --sigma-list'),
  saveDemWeight: z
    .number()
    .int()
    .min(0)
    .optional()
    .describe('Also write OUTPUT_weight.tif: share of this input, counted from 0, in the result')
    .meta({ placeholder: 'index' }),
  maxSeam: z
    .number()
    .positive()
    .optional()
    .describe('Fail when the median height jump across any seam exceeds this many times the one beside it')
    .meta({ placeholder: 'ratio' }),
  report: z
    .string()
    .optional()
    .describe('Also write an HTML report with hillshade, sources (implies --source) and seams')
    .meta({ placeholder: 'file' }),
  cacheSizeMb: z
    .number()
    .positive()
    .optional()
    .describe('Of dem_mosaic, without effect: --memory bounds the whole process')
    .meta({ placeholder: 'n' }),
});

export type MosaicConfig = z.output<typeof mosaicSchema>;
