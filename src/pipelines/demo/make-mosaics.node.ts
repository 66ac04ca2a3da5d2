import { relative } from 'node:path';
import { toMap } from '../../core/geo-transform.js';
import type { JobContext } from '../../product/job-context.js';
import type { PieceOptions } from '../../simulate/pieces.js';
import { mosaicSchema } from '../mosaic/config.js';
import type { MosaicResult } from '../mosaic/mosaic-result.js';
import { planMosaic } from '../mosaic/plan-mosaic.node.js';
import { runMosaic } from '../mosaic/run-mosaic.node.js';
import type { DemoConfig } from './config.js';
import type { DemoFiles } from './demo-files.node.js';
import { innerSettings } from './inner-settings.js';
import type { DemoScene } from './scene.js';

/** Holes that no piece covers are filled up to this size, in pixels. */
const HOLE_FILL = 32;

export interface DemoMosaic {
  readonly result: MosaicResult;
  /** Makes the same file again, run in the demo's folder. */
  readonly command: string;
}

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
    return mosaic(config.output, { inputs: paths, output, values }, context);
  };
  const blend = await make(inputs, files.mosaic, { count: true, source: true, sigma: true });
  const paste = await make(inputs, files.paste, { mode: 'last', source: true });
  await make(errors, files.noise, {});
  return { blend, paste };
}

interface MosaicRequest {
  readonly inputs: readonly string[];
  readonly output: string;
  /** Options of `cuesta mosaic` by their field's name. */
  readonly values: Readonly<Record<string, unknown>>;
}

async function mosaic(
  folder: string,
  { inputs, output, values }: MosaicRequest,
  context: JobContext,
): Promise<DemoMosaic> {
  const names = inputs.map((path) => relative(folder, path)).join(' ');
  const flags = Object.entries(values).map(([field, value]) => flagOf(field, value));
  const command = `cuesta mosaic ${names} -o ${relative(folder, output)} ${flags.join(' ')}`;
  const own = { ...context, settings: innerSettings(context.settings), command };
  const job = await planMosaic(mosaicSchema.parse({ inputs, output, ...values }), own);
  return { result: await runMosaic(job, own), command };
}

function flagOf(field: string, value: unknown): string {
  const name = `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  if (value === true) return name;
  return `${name} ${Array.isArray(value) ? value.join(' ') : value}`;
}
