import { CuestaError } from '../../core/errors.js';
import type { Grid } from '../../core/georef.js';
import { sameVertical } from '../../geo/vertical-datum.js';
import type { JobPlan } from '../../plan/plan.js';
import { resolveHeights } from '../../product/height-shift.js';
import {
  type FileStamp,
  type InputFile,
  inspectInputs,
  requireHeights,
  stampFile,
} from '../../product/inputs.node.js';
import type { JobContext } from '../../product/job-context.js';
import { checkOutputsEarly, filesOfJob } from '../../product/outputs.node.js';
import { type ProductDefinition, planProduct } from '../../product/product-plan.node.js';
import { targetOptionsOf } from '../../product/target-options.js';
import { unionGrid } from '../../resample/target-grid.js';
import { type BlockScene, blockScenes } from './block.js';
import type { AdjustConfig } from './config.js';
import { type BlockDatum, chooseDatum } from './datum-choice.js';
import { defineFusion, documentsOf, outputPaths } from './fuse-definition.node.js';
import type { FuseTask } from './fuse-task.js';

export interface AdjustJob {
  readonly config: AdjustConfig;
  /** As the user listed them. */
  readonly inputs: readonly InputFile[];
  readonly references: readonly InputFile[];
  readonly control: FileStamp | null;
  readonly scenes: readonly BlockScene[];
  readonly datum: BlockDatum;
  readonly grid: Grid;
  /** The mosaic without corrections: its grid, tiles and memory are those of the real one. */
  readonly definition: ProductDefinition<FuseTask>;
  readonly plan: JobPlan;
  readonly warnings: readonly string[];
}

/**
 * Reads headers only: checks that the scenes form a block (one body, CRS, vertical datum; like resolutions), that it has a
 * datum, and that the outputs can be written; fixes the output grid, tiles and memory.
 */
export async function planAdjust(config: AdjustConfig, context: JobContext): Promise<AdjustJob> {
  const { reference = [], control } = config;
  const files = filesOfJob(outputPaths(config), Object.values(documentsOf(config)));
  const read = [...config.inputs, ...reference, ...(control === undefined ? [] : [control])];
  await checkOutputsEarly(files, read, context.settings);
  requireOptions(config);
  const all = await inspectInputs([...config.inputs, ...reference], context.signal, (done, total) =>
    context.progress({ stage: 'reading headers', done, total }),
  );
  for (const input of all) requireHeights(input);
  const inputs = all.slice(0, config.inputs.length);
  const references = all.slice(config.inputs.length);
  const heights = resolveHeights(inputs, { assumeVertical: config.assumeVertical });
  const scenes = blockScenes(inputs);
  const datum = chooseDatum(config, scenes);
  const target = unionGrid(
    inputs.map((input) => input.grid),
    targetOptionsOf(config),
  );
  const grid: Grid = { ...target, crs: { ...target.crs, vertical: heights.vertical } };
  const stamp = control === undefined ? null : await stampFile(control, context.signal);
  const orbits = config.orbits ?? [];
  const definition = defineFusion(config, inputs, references, grid, { plan: null, height: null, orbits });
  return {
    ...{ config, inputs, references, scenes, datum, grid, definition },
    control: stamp,
    plan: planProduct(definition, context.settings),
    warnings: datumWarnings(grid, references, datum),
  };
}

function requireOptions({ chip, orbits, inputs }: AdjustConfig): void {
  if (chip % 2 !== 1) {
    throw new CuestaError('config', `--chip ${chip} is even.`, {
      subject: '--chip',
      hint: 'Odd chips have a centre pixel; 41 is a good start.',
    });
  }
  if (orbits !== undefined && orbits.length !== inputs.length) {
    throw new CuestaError('config', `There are ${inputs.length} scenes, but ${orbits.length} orbits.`, {
      subject: '--orbits',
      hint: 'Name the orbit of every scene, in their order, or of none.',
    });
  }
}

/** Throws `datum` when the reference's heights are needed and measured from something else than the scenes'. */
function datumWarnings({ crs }: Grid, references: readonly InputFile[], { height }: BlockDatum): string[] {
  const warnings: string[] = [];
  if (crs.vertical.kind === 'unknown') {
    warnings.push(
      'No scene states its vertical datum; they were taken for one and the same. State it with --assume-vertical.',
    );
  }
  for (const { path, grid } of references) {
    if (grid.crs.body.name !== crs.body.name) {
      throw new CuestaError(
        'geometry',
        `${path} is on ${grid.crs.body.name}, the scenes on ${crs.body.name}.`,
        {
          subject: path,
          hint: 'Use a reference DEM of the same body.',
        },
      );
    }
    if (height.kind !== 'reference' || sameVertical(grid.crs.vertical, crs.vertical)) continue;
    if (grid.crs.vertical.kind === 'unknown' || crs.vertical.kind === 'unknown') {
      warnings.push(
        `${path} and the scenes may have different vertical datums: not all of them state theirs.`,
      );
      continue;
    }
    throw new CuestaError('datum', `${path} and the scenes have different vertical datums.`, {
      subject: path,
      hint: 'Convert one of them first: cuesta convert IN -o OUT --vertical-datum DATUM.',
    });
  }
  return warnings;
}
