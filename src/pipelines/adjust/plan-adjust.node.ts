import { CuestaError } from '../../core/errors.js';
import type { Grid } from '../../core/georef.js';
import type { JobPlan } from '../../plan/plan.js';
import type { HeightShift } from '../../product/height-shift.js';
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
import { type BlockScene, blockScenes, requireOneBody } from './block.js';
import { blockHeights } from './block-heights.node.js';
import type { AdjustConfig } from './config.js';
import { type BlockDatum, chooseDatum, comparesReference } from './datum-choice.js';
import { defineFusion, documentsOf, outputPaths } from './fuse-definition.node.js';
import type { FuseTask } from './fuse-task.js';

export interface AdjustJob {
  readonly config: AdjustConfig;
  /** As the user listed them. */
  readonly inputs: readonly InputFile[];
  readonly references: readonly InputFile[];
  /** Conversion of each reference's heights to the block's vertical datum; null when they agree, or do not matter. */
  readonly referenceShifts: readonly (HeightShift | null)[];
  /** Files besides the scenes that decide the result: reference, control points, geoids. */
  readonly auxiliary: readonly FileStamp[];
  readonly scenes: readonly BlockScene[];
  readonly datum: BlockDatum;
  /** Of the mosaic; its CRS and vertical datum are those of the block. */
  readonly grid: Grid;
  /** The mosaic without corrections: its grid, tiles and memory are those of the real one. */
  readonly definition: ProductDefinition<FuseTask>;
  readonly plan: JobPlan;
  readonly warnings: readonly string[];
}

/**
 * Reads headers only: checks that the scenes form a block (one body, vertical datum; like resolutions), that it has a
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
  requireOneBody(all);
  const target = unionGrid(
    inputs.map((input) => input.grid),
    targetOptionsOf(config),
  );
  const compared = comparesReference(config);
  const heights = await blockHeights(inputs, references, compared, config, context.signal);
  const { vertical, geoids, warnings } = heights;
  const grid: Grid = { ...target, crs: { ...target.crs, vertical } };
  const scenes = blockScenes(inputs, grid, heights.scenes);
  const datum = chooseDatum(config, scenes);
  const stamp = control === undefined ? null : await stampFile(control, context.signal);
  const orbits = config.orbits ?? [];
  const auxiliary = [...references, ...(stamp === null ? [] : [stamp]), ...geoids];
  const block = { inputs, scenes, grid, auxiliary };
  const definition = defineFusion(config, block, { plan: null, height: null, orbits });
  return {
    ...{ config, inputs, references, scenes, datum, grid, definition, auxiliary, warnings },
    referenceShifts: heights.references,
    plan: planProduct(definition, context.settings),
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
