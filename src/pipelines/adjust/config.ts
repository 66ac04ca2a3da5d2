import { z } from 'zod';
import { datumFields, gridFields, productFields } from '../../product/product-options.js';

const size = z.number().int().positive().max(100_000);

/** Everything that decides an adjustment, with its defaults. */
export const adjustSchema = z.strictObject({
  inputs: z
    .array(z.string())
    .min(1)
    .describe('DEM scenes; or one job file (.yaml, .yml, .json) that names them and the options')
    .meta({ positional: true }),
  ...productFields,
  orbits: z
    .array(z.string())
    .optional()
    .describe('Orbit of each scene, in their order (default: found from the footprints)')
    .meta({ placeholder: 'name' }),
  reference: z
    .array(z.string())
    .min(1)
    .optional()
    .describe('Coarse reference DEM, one or more tiles: places the block, and screens the control points')
    .meta({ placeholder: 'file' }),
  referenceSigma: z
    .number()
    .positive()
    .default(3)
    .describe('Standard deviation of the heights of the reference, metres')
    .meta({ placeholder: 'm' }),
  referenceHeights: z
    .boolean()
    .default(false)
    .describe(
      'Use heights of the reference beside control or fixed scenes, too: helps where those are sparse; its systematic errors come in',
    ),
  control: z.string().optional().describe('Control points with heights (CSV)').meta({ placeholder: 'file' }),
  csvFormat: z
    .string()
    .optional()
    .describe(
      "Columns of the control points, e.g. '1:lon 2:lat 3:height_above_datum' (default: by their names)",
    )
    .meta({ placeholder: 'columns' }),
  csvCrs: z
    .string()
    .optional()
    .describe('CRS of the control points (default: longitude and latitude)')
    .meta({ placeholder: 'crs' }),
  footprint: z
    .number()
    .min(0)
    .default(12)
    .describe('Diameter of the ground that a control point averages, metres: ICESat 70, ICESat-2 12, LOLA 5')
    .meta({ placeholder: 'm' }),
  controlSigma: z
    .number()
    .positive()
    .default(0.3)
    .describe('Standard deviation of control points that do not state theirs, metres')
    .meta({ placeholder: 'm' }),
  maxSigma: z
    .number()
    .positive()
    .default(1)
    .describe('Control points that state a larger standard deviation are left out, metres')
    .meta({ placeholder: 'm' }),
  maxSlope: z
    .number()
    .positive()
    .max(90)
    .default(20)
    .describe('Control points on steeper ground are left out, degrees')
    .meta({ placeholder: 'deg' }),
  thin: z
    .number()
    .min(0)
    .default(20)
    .describe('One control point per cell of this size, in pixels of the first scene; 0 keeps all')
    .meta({ placeholder: 'px' }),
  checkPoints: z
    .number()
    .int()
    .min(0)
    .default(0)
    .describe('Control points that are kept out of the adjustment, to measure its result')
    .meta({ placeholder: 'n' }),
  fix: z
    .array(z.string())
    .min(1)
    .optional()
    .describe('Scenes (by file name or path) that keep their coordinates')
    .meta({ placeholder: 'scene' }),
  free: z.boolean().default(false).describe('Adjust without datum: the corrections of least mean square'),
  model: z
    .enum(['cubic', 'along-track', 'plane', 'offset'])
    .default('cubic')
    .describe('Height correction of a scene; lowered where its observations cannot carry it'),
  planModel: z
    .enum(['plane', 'offset', 'none'])
    .default('plane')
    .describe('Correction of position: six-parameter affine, shift, or none'),
  chip: z
    .number()
    .int()
    .min(7)
    .max(255)
    .default(41)
    .describe('Side of the matched chips, odd, in pixels of the coarser scene')
    .meta({ placeholder: 'px' }),
  search: z
    .number()
    .int()
    .min(2)
    .max(200)
    .default(20)
    .describe('Search range of the matching, pixels')
    .meta({ placeholder: 'px' }),
  noise: z
    .number()
    .positive()
    .default(1)
    .describe(
      'Standard deviation of the noise of the scenes, metres: chips with too little texture against it are not matched',
    )
    .meta({ placeholder: 'm' }),
  spacing: size
    .optional()
    .describe('Distance of the tie points along an overlap, pixels (default: twice the chip)')
    .meta({ placeholder: 'px' }),
  columns: z.number().int().min(3).max(99).default(3).describe('Columns of tie points across an overlap'),
  fusion: z
    .enum(['all', 'stripes'])
    .default('all')
    .describe('Blend all scenes at once, or first along each orbit and then the stripes'),
  feather: z
    .number()
    .min(1)
    .max(4096)
    .default(200)
    .describe("Distance from a scene's valid boundary, in output pixels, at which its weight is full")
    .meta({ placeholder: 'px' }),
  seed: z
    .number()
    .int()
    .min(0)
    .max(0x7fffffff)
    .default(1)
    .describe('Of the choice of check points and of RANSAC'),
  ...gridFields,
  ...datumFields,
  referenceVertical: z
    .string()
    .optional()
    .describe('Vertical datum of a reference that does not state one')
    .meta({ placeholder: 'datum' }),
  controlVertical: z
    .string()
    .optional()
    .describe('Vertical datum of the control points (default: that of the output)')
    .meta({ placeholder: 'datum' }),
  report: z
    .string()
    .optional()
    .describe('Also write an HTML report: accuracy, residuals, seams, profiles')
    .meta({ placeholder: 'file' }),
});

export type AdjustConfig = z.output<typeof adjustSchema>;

/**
 * The same options as the command line takes them: none has a default yet, so that the job file can tell which of them were
 * given. Defaults stand in the descriptions.
 */
export const adjustFlagsSchema = z.strictObject(
  Object.fromEntries(
    Object.entries(adjustSchema.shape).map(([name, field]) => [
      name,
      name === 'inputs' ? field : flagOf(field),
    ]),
  ),
);

export type AdjustFlags = { readonly inputs: readonly string[] } & Readonly<Record<string, unknown>>;

function flagOf(field: z.ZodType): z.ZodType {
  const inner = field instanceof z.ZodDefault ? (field.unwrap() as z.ZodType) : field;
  const value = field instanceof z.ZodDefault ? (field.def.defaultValue as unknown) : undefined;
  const shown = value === undefined || value === false ? '' : ` (default: ${String(value)})`;
  const { id: _, ...meta } = field.meta() ?? {};
  return inner.optional().meta({ ...meta, description: `${field.description ?? ''}${shown}` });
}
