import { join } from 'node:path';
import { CuestaError } from '../../core/errors.js';
import type { Grid } from '../../core/georef.js';
import { sameBody } from '../../geo/bodies.js';
import type { CogOptions } from '../../io/cog/cog-spec.js';
import { cogSpec } from '../../io/cog/cog-spec.js';
import { type InputFile, inspectInputs } from '../../product/inputs.node.js';
import type { ProductOutput } from '../../product/product-plan.node.js';
import { NO_CLASS } from '../../terrain/slope-classes.js';
import { type ComparedDem, NO_VALUE, type StrataTask } from './compare-task.js';
import type { CompareConfig } from './config.js';

/** The rasters by which differences are split. */
export interface PlannedStrata {
  readonly mask: InputFile | null;
  readonly classes: InputFile | null;
  readonly byAspect: boolean;
}

/** Reads the headers. Throws `geometry` for a raster on another body than the reference. */
export async function planStrata(
  { mask, classes, byAspect }: CompareConfig,
  reference: InputFile,
  signal: AbortSignal,
): Promise<PlannedStrata> {
  const inspect = async (path: string | undefined): Promise<InputFile | null> => {
    if (path === undefined) return null;
    const [input] = (await inspectInputs([path], signal)) as [InputFile];
    if (sameBody(input.grid.crs, reference.grid.crs)) return input;
    throw new CuestaError('geometry', `${path} lies on ${input.grid.crs.body.name}, and the DEMs do not.`, {
      subject: path,
      hint: `Use a raster on ${reference.grid.crs.body.name}.`,
    });
  };
  return { mask: await inspect(mask), classes: await inspect(classes), byAspect };
}

export function strataTask({ mask, classes, byAspect }: PlannedStrata): StrataTask {
  const asRead = (input: InputFile | null): ComparedDem | null =>
    input === null ? null : { path: input.path, grid: input.grid, shift: null, motion: null };
  return { mask: asRead(mask), classes: asRead(classes), byAspect };
}

/** Bands of classes, which only the statistics need: they lie in the work folder. */
export function strataOutputs(
  { mask, classes, byAspect }: PlannedStrata,
  grid: Grid,
  work: string,
): ProductOutput[] {
  const { width, height, transform, crs } = grid;
  const output = (
    name: string,
    type: Pick<CogOptions, 'dtype'> & { readonly nodata: number },
  ): ProductOutput => ({
    name,
    path: join(work, `${name}-classes.tif`),
    spec: cogSpec({
      width,
      height,
      ...type,
      georef: { transform, crs },
      compression: 'zstd',
      level: 1,
      overviews: 'none',
    }),
  });
  const bytes = { dtype: 'uint8', nodata: NO_CLASS } as const;
  return [
    output('slope', bytes),
    ...(byAspect ? [output('aspect', bytes)] : []),
    ...(mask === null ? [] : [output('mask', bytes)]),
    ...(classes === null ? [] : [output('values', { dtype: 'uint16', nodata: NO_VALUE })]),
  ];
}
