import { z } from 'zod';
import { productFields } from '../../product/product-options.js';

const file = { placeholder: 'file' };

export const enhanceSchema = z.strictObject({
  dem: z
    .string()
    .min(1)
    .describe('Coarse elevation model, e.g. Copernicus GLO-30, in any CRS of the body')
    .meta(file),
  image: z.string().min(1).optional().describe('Orthoimage in red, green and blue, 8 bits each').meta(file),
  mask: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Land use: one band of classes 0 to 15, or 15 bands of 0 and 1 (the classes of IEEE DFC2022; 15, clouds, is none)',
    )
    .meta(file),
  canopy: z.string().min(1).optional().describe('Heights of trees above the ground, metres').meta(file),
  model: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Network for inference: NAME.onnx with its manifest NAME.json beside it; says what it needs (default: the one that comes ' +
        'with the package, for 8 m from a DEM and a colour image)',
    )
    .meta(file),
  baseline: z
    .string()
    .min(1)
    .optional()
    .describe('Another network, e.g. EDSR: also writes OUTPUT_baseline.tif and compares both')
    .meta(file),
  ...productFields,
  resolution: z
    .number()
    .positive()
    .optional()
    .describe('Pixel size of the DTM in metres (default: what the network was trained for)')
    .meta({ placeholder: 'm' }),
  crs: z
    .string()
    .optional()
    .describe(
      'Projected CRS in metres of the DTM (default: that of the image or other guidance, else of the DEM, else the UTM zone)',
    )
    .meta({ aliases: ['t_srs'], placeholder: 'crs' }),
  assumeVertical: z
    .string()
    .optional()
    .describe('Vertical datum of DEM and truth where they do not state one')
    .meta({ placeholder: 'datum' }),
  bicubic: z
    .boolean()
    .default(false)
    .describe(
      'Also write OUTPUT_bicubic.tif: the DEM interpolated to the pixels of the DTM, which the network starts from',
    ),
  truth: z
    .string()
    .min(1)
    .optional()
    .describe('DTM to measure the result against, e.g. from lidar, in the vertical datum of the DEM')
    .meta(file),
  report: z
    .string()
    .min(1)
    .optional()
    .describe('Also write an HTML report: hillshades, difference to the DEM, profiles, accuracy')
    .meta(file),
});

export type EnhanceConfig = z.output<typeof enhanceSchema>;
