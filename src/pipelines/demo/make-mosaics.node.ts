import { toMap } from '../../core/geo-transform.js';
import type { JobContext } from '../../product/job-context.js';
import type { PieceOptions } from '../../simulate/pieces.js';
import type { DemoConfig } from './config.js';
import type { DemoFiles } from './demo-files.node.js';
import { type DemoMosaic, mosaicOf } from './mosaic-of.node.js';
import type { DemoScene } from './scene.js';

/** Holes that no piece covers are filled up to this size, in pixels. */
const HOLE_FILL = 32;

export interface DemoMosaics {
  /** Feathered blend of the pieces, with everything that `mosaic` can say about it. */
  readonly blend: DemoMosaic;
  /** The pieces pasted over one another. */
  readonly paste: DemoMosaic;
}

/** Mosaics the pieces both ways, and blends their errors: a blend is linear, so this is the error it carries over. */
export async function makeMosaics(
  config: DemoConfig,
  scene: DemoScene,
  pieces: readonly PieceOptions[],
  files: DemoFiles,
  context: JobContext,
): Promise<DemoMosaics> {
  const inputs = pieces.map(({ name }) => files.piece(name));
  const errors = pieces.map(({ name }) => files.error(name));
  const make = (
    paths: readonly string[],
    output: string,
    options: Readonly<Record<string, unknown>>,
  ): Promise<DemoMosaic> => {
    const { grid, pixel } = scene;
    const [xmin, ymax] = toMap(grid.transform, 0, 0);
    const [xmax, ymin] = toMap(grid.transform, grid.width, grid.height);
    const values = { tr: pixel, bbox: [xmin, ymin, xmax, ymax], holeFill: HOLE_FILL, ...options };
    return mosaicOf(config.output, { inputs: paths, output, values }, context);
  };
  const blend = await make(inputs, files.mosaic, { count: true, source: true, sigma: true });
  const paste = await make(inputs, files.paste, { mode: 'last', source: true });
  await make(errors, files.noise, {});
  return { blend, paste };
}
