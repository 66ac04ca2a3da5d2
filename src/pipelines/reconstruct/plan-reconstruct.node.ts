import { CuestaError } from '../../core/errors.js';
import { pixelSize } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import type { Manifest } from '../../nn/infer/manifest/manifest.js';
import type { JobPlan } from '../../plan/plan.js';
import { type InputFile, inspectInputs, requireHeights, requireReal } from '../../product/inputs.node.js';
import type { JobContext } from '../../product/job-context.js';
import { checkOutputsEarly } from '../../product/outputs.node.js';
import { type ProductDefinition, planProduct } from '../../product/product-plan.node.js';
import { unionGrid } from '../../resample/target-grid.js';
import { pixelsPerCell, requireDay, requireGrey, requireOneBody } from './check-inputs.js';
import type { ReconstructConfig } from './config.js';
import { documentsOf, filesOf, outputsOf } from './outputs.node.js';
import { PREDICTION_BYTES } from './predict-part.js';
import type { ReconstructTask } from './reconstruct-task.js';
import { latticeOf, readReconstructionModel, sessionBytes } from './reconstruction-model.node.js';

export interface ReconstructJob {
  readonly definition: ProductDefinition<ReconstructTask>;
  readonly plan: JobPlan;
  readonly config: ReconstructConfig;
  readonly manifest: Manifest;
}

/**
 * Reads the headers and the model's manifest, checks that they belong together, and fixes grid, network tiles, processing tiles and
 * memory. Throws what rules the reconstruction out, naming the file or option.
 */
export async function planReconstruct(
  config: ReconstructConfig,
  context: JobContext,
): Promise<ReconstructJob> {
  const { signal, settings } = context;
  requireDay(config.image, config.sunElevation);
  const paths = [config.image, config.reference];
  await checkOutputsEarly(filesOf(config), [...paths, config.model], settings);
  const model = await readReconstructionModel(config.model, signal);
  const inputs = await inspectInputs(paths, signal);
  const [image, reference] = inputs as [InputFile, InputFile];
  requireGrey(image);
  requireReal(image);
  requireHeights(reference);
  requireOneBody(image, reference);
  const grid = gridOf(image, reference, config.resolution);
  const cell = pixelsPerCell(grid, image.path, reference);
  const { lattice, overlap } = latticeOf(grid, model, config);
  const { tileWidth, tileHeight } = lattice;
  const definition: ProductDefinition<ReconstructTask> = {
    op: 'reconstruct',
    grid,
    inputs,
    outputs: outputsOf(config, grid),
    documents: documentsOf(config),
    auxiliary: model.files,
    stages: [
      {
        name: `network tiles of ${tileWidth} x ${tileHeight}, ${overlap} shared`,
        halo: { left: tileWidth, right: tileWidth, top: tileHeight, bottom: tileHeight },
      },
    ],
    bytesPerPixel: PREDICTION_BYTES.perReadPixel,
    bytesPerTilePixel: PREDICTION_BYTES.perPartPixel,
    bytesPerWorker: sessionBytes(model.manifest, lattice),
    module: new URL('./reconstruct.worker.node.js', import.meta.url),
    config: {
      grid,
      image: { path: image.path, grid: image.grid },
      reference: { path: reference.path, grid: reference.grid },
      model: model.task,
      lattice,
      overlap,
      alignment: { method: config.align, sigma: 0.5 * Math.sqrt(cell.x * cell.y) },
      withSigma: config.sigma,
    },
  };
  return { definition, plan: planProduct(definition, settings), config, manifest: model.manifest };
}

/** The image's grid, or one of larger pixels over it; heights are measured from what the reference's are. */
function gridOf(image: InputFile, reference: InputFile, resolution: number | undefined): Grid {
  const crs = { ...image.grid.crs, vertical: reference.grid.crs.vertical };
  if (resolution === undefined) return { ...image.grid, crs };
  const finest = Math.max(...pixelSize(image.grid.transform));
  if (resolution < finest * (1 - 1e-6)) {
    throw new CuestaError('config', `--resolution ${resolution} is finer than ${image.path} (${finest}).`, {
      subject: '--resolution',
      hint: 'Leave the option out for the pixels of the image, or name a larger size in map units.',
    });
  }
  return { ...unionGrid([image.grid], { resolution: [resolution, resolution] }), crs };
}
