import { z } from 'zod';
import { datumFields, gridFields, productFields } from '../../product/product-options.js';

export const convertSchema = z.strictObject({
  input: z.string().describe('Raster: path or http(s) URL').meta({ positional: true }),
  ...productFields,
  dtype: z
    .enum(['uint8', 'int8', 'uint16', 'int16', 'uint32', 'int32', 'float32', 'float64'])
    .optional()
    .describe(
      'Sample type of the output (default: as the input); integers are rounded, and refused where they do not fit',
    ),
  window: z
    .tuple([z.number().int(), z.number().int(), z.number().int().positive(), z.number().int().positive()])
    .optional()
    .describe('Part of the input in its pixels: col row width height')
    .meta({ placeholder: 'col row width height' }),
  ...gridFields,
  ...datumFields,
});

export type ConvertConfig = z.output<typeof convertSchema>;
