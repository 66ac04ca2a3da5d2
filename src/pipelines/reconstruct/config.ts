import { z } from 'zod';
import { productFields } from '../../product/product-options.js';

/** The network that comes with the package for this job. */
export const SHIPPED_MODEL = 'chen2022-compact';

export const reconstructSchema = z.strictObject({
  image: z
    .array(z.string().min(1))
    .min(1)
    .describe(
      'Calibrated, map-projected images of one band (GeoTIFF); several are blended, or with --cascade used from coarse to fine',
    )
    .meta({ placeholder: 'file' }),
  reference: z
    .string()
    .min(1)
    .describe('Coarse DTM of the same ground, e.g. SLDEM2015')
    .meta({ placeholder: 'file' }),
  model: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Network for inference: NAME.onnx with its manifest NAME.json beside it, or one that comes with the program: chen2022 (the Moon; ' +
        'sees image and reference), madnet (Mars; sees the image only, one height per 2 x 2 pixels) (default: chen2022)',
    )
    .meta({ placeholder: 'file|name' }),
  ...productFields,
  resolution: z
    .number()
    .positive()
    .optional()
    .describe(
      'Pixel size of the DTM in map units; the image is averaged to it, or to half of it for networks that make one height of 2 x 2 ' +
        'pixels (default: the image as it is)',
    )
    .meta({ placeholder: 'size' }),
  networkTile: z
    .tuple([z.number().int().positive(), z.number().int().positive()])
    .optional()
    .describe(
      "Width and height of the network's tiles in pixels of the DTM (default: as published, where the model takes any size, else what " +
        'its manifest says)',
    )
    .meta({ placeholder: 'width height' }),
  overlap: z
    .number()
    .int()
    .min(1)
    .optional()
    .describe('Pixels of the DTM that neighbouring network tiles share (default: as published)')
    .meta({ placeholder: 'px' }),
  align: z
    .enum(['none', 'vertical', 'plane', 'low-frequency', 'icp'])
    .optional()
    .describe(
      'How every network tile is brought to the reference: by its mean difference, by a robust plane through the low-passed ' +
        'difference, by all of the low-passed difference, or by a rigid motion in space (ICP, as published; slower), ' +
        'for networks that see the image only of what lies beyond the low pass, then low-frequency ' +
        '(default: for networks that add to the reference none, or low-frequency where a cell of it has less than 25 pixels of the ' +
        'image; for those that see the image only low-frequency, as published; else plane)',
    ),
  lowPass: z
    .number()
    .min(0.5)
    .max(4)
    .optional()
    .describe(
      'Standard deviation of the low pass in cells of the reference: smaller where it is as sharp as its cells (0.5), larger where ' +
        'it is smooth (default: 1 for networks that see the image only, else 0.5). Later steps of a cascade have the default',
    )
    .meta({ placeholder: 'cells' }),
  sunAzimuth: z
    .array(z.coerce.number().min(0).max(360))
    .optional()
    .describe(
      'Directions to the Sun in degrees, clockwise from grid north: one for all images or one for each (default: what the ' +
        "image's label says, or else, where a registration or report needs it, the one whose shading fits best)",
    )
    .meta({ placeholder: 'deg' }),
  sunElevation: z
    .array(z.coerce.number().min(-90).max(90))
    .optional()
    .describe(
      'Heights of the Sun above the horizon in degrees, likewise; an image of the night side is refused',
    )
    .meta({ placeholder: 'deg' }),
  register: z
    .boolean()
    .default(false)
    .describe(
      'Register the images first: the middle one to the reference as it looks under its Sun, the others outwards, image to image',
    ),
  referenceImage: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Orthoimage that lies where the reference does, to register the images to instead of the shaded reference; implies --register',
    )
    .meta({ placeholder: 'file' }),
  cascade: z
    .boolean()
    .default(false)
    .describe(
      'Go from coarse to fine: the images in the order of their pixels, those of about one size together; every DTM is the reference ' +
        'of the next image',
    ),
  pyramid: z
    .number()
    .int()
    .min(1)
    .max(10)
    .default(1)
    .describe(
      'Go from coarse to fine with every image: in so many steps of even ratio from pixels of a third of the reference to its own, ' +
        'every DTM being the reference of the next',
    )
    .meta({ placeholder: 'n' }),
  steps: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Folder to keep the DTMs of earlier steps in; another run takes over those that have not changed (default: one beside the ' +
        'output that is removed in the end)',
    )
    .meta({ placeholder: 'folder' }),
  pairs: z
    .array(z.string())
    .optional()
    .describe(
      'Images of one observation, by their numbers: left,right ...; their brightness is made equal where they overlap, and the network ' +
        'sees them as one image; none to treat all images alone (default: those named like M1154358210LE and M1154358210RE)',
    )
    .meta({ placeholder: 'pair' }),
  residual: z.boolean().default(false).describe('Also write OUTPUT_residual.tif: DTM minus reference'),
  source: z
    .boolean()
    .default(false)
    .describe(
      'Also write OUTPUT_source.tif: number (from 1) of the image that a height comes from (the left one for both of a pair), 0 for none',
    ),
  sigma: z
    .boolean()
    .default(false)
    .describe(
      'Also write OUTPUT_sigma.tif: standard deviation among predictions of the four mirrored tiles; a spread, not a ' +
        'calibrated error; takes four times as long',
    ),
  maxSeam: z
    .number()
    .positive()
    .optional()
    .describe(
      'Fail when the median height jump across the seams between two images, or between network tiles, exceeds this many times ' +
        'the one beside them',
    )
    .meta({ placeholder: 'ratio' }),
  report: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Also write an HTML report: image and hillshade under its Sun, hillshades from eight directions, difference to the reference, ' +
        'scatter, profiles',
    )
    .meta({ placeholder: 'file' }),
});

export type ReconstructConfig = z.output<typeof reconstructSchema>;

/** The rasters beside the DTM that can be asked for. */
export const SIBLINGS = ['residual', 'source', 'sigma'] as const;
