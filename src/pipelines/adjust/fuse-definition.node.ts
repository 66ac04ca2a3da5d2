import type { AdjustmentResult } from '../../adjust/result.js';
import { type Scene, sceneOf } from '../../adjust/scene.js';
import { CuestaError } from '../../core/errors.js';
import type { Grid } from '../../core/georef.js';
import { fullWindow, intersect } from '../../core/window.js';
import { groundPixelSize } from '../../geo/ground-size.js';
import { verticalDatumLabel } from '../../geo/vertical-datum.js';
import { cogSpec } from '../../io/cog/cog-spec.js';
import { mosaicBytesPerPixel } from '../../mosaic/mosaic-tile.js';
import { DEFAULT_BLEND } from '../../mosaic/options.js';
import { cogOptionsOf } from '../../product/cog-options.js';
import type { FileStamp, InputFile } from '../../product/inputs.node.js';
import type { ProductDefinition, ProductOutput } from '../../product/product-plan.node.js';
import { siblingPath } from '../../product/sibling-path.node.js';
import { footprintWindow } from '../../resample/footprint-window.js';
import type { BlockScene } from './block.js';
import { movedGrid } from './common-grid.js';
import type { AdjustConfig } from './config.js';
import type { FusedScene, FuseTask } from './fuse-task.js';
import { blendOptions, fuseHalo } from './fuse-tile.js';
import { planMove } from './height-stage.node.js';

/** Pixels added around a footprint: its outline is sampled, and kernels reach a little past it. */
const SLACK = 4;

/** What the two adjustments give the scenes; null before they are made, or where nothing was adjusted. */
export interface Corrections {
  readonly plan: AdjustmentResult | null;
  readonly height: AdjustmentResult | null;
  /** Per scene. */
  readonly orbits: readonly string[];
}

/** Every file besides rasters and sidecars that a job writes. */
export function documentsOf({ output, report }: AdjustConfig): Record<
  'parameters' | 'ties' | 'tieMap' | 'residuals',
  string
> & {
  readonly report?: string;
} {
  return {
    parameters: siblingPath(output, 'parameters', '.json'),
    ties: siblingPath(output, 'ties', '.csv'),
    tieMap: siblingPath(output, 'ties', '.geojson'),
    residuals: siblingPath(output, 'residuals', '.csv'),
    ...(report === undefined ? {} : { report }),
  };
}

/** The mosaic and its siblings. */
export function outputPaths({ output }: AdjustConfig): string[] {
  return [output, ...SIBLINGS.map((name) => siblingPath(output, name))];
}

const SIBLINGS = ['count', 'source', 'sigma'] as const;

/** The scenes, where they lie, and what is made of them. */
export interface FusionBlock {
  readonly inputs: readonly InputFile[];
  /** Those of the inputs, in their order. */
  readonly scenes: readonly BlockScene[];
  readonly grid: Grid;
  /** Files besides the inputs that decide heights. */
  readonly auxiliary: readonly FileStamp[];
}

/** The job that resamples and blends the scenes with their corrections. */
export function defineFusion(
  config: AdjustConfig,
  { inputs, scenes: block, grid, auxiliary }: FusionBlock,
  corrections: Corrections,
): ProductDefinition<FuseTask> {
  const blend = { ...DEFAULT_BLEND, featherPx: config.feather };
  const names = [...new Set(corrections.orbits)];
  const scenes = inputs
    .map((input, order) => ({ input, scene: fusedScene(block[order]!, order, grid, corrections, names) }))
    .sort((a, b) => (a.input.sha256 < b.input.sha256 ? -1 : 1))
    .map(({ scene }) => scene);
  if (!scenes.some(({ footprint }) => intersect(footprint, fullWindow(grid)) !== null)) {
    throw new CuestaError('no-overlap', `No scene overlaps the extent of ${config.output}.`, {
      subject: config.output,
      hint: 'Check --bbox (xmin ymin xmax ymax, in the output CRS) against the bounds that cuesta info shows.',
    });
  }
  const { fusion, resampling, report } = config;
  const task: FuseTask = {
    ...{ grid, scenes, blend, fusion, resampling },
    pixelSize: groundPixelSize(grid),
    compareSeams: report !== undefined,
  };
  const passes = fusion === 'all' ? 1 : 2;
  return {
    op: 'adjust',
    grid,
    inputs,
    outputs: outputsOf(config, grid),
    documents: Object.values(documentsOf(config)),
    auxiliary,
    stages: [{ name: `resample, blend (${fusion})`, halo: fuseHalo(task) }],
    // Besides the blend: positions of one scene, the scenes as given.
    bytesPerPixel:
      passes * mosaicBytesPerPixel(blendOptions(blend), deepest(scenes)) + 16 + 4 * deepest(scenes),
    bytesPerTilePixel: 24,
    module: new URL('./fuse.worker.node.js', import.meta.url),
    config: task,
  };
}

function fusedScene(
  scene: BlockScene,
  order: number,
  output: Grid,
  { plan, height, orbits }: Corrections,
  names: readonly string[],
): FusedScene {
  const { id: _, ...placed } = scene;
  const move = planMove(plan, order);
  const { centre, halfSize }: Scene = sceneOf('', null, scene.grid);
  return {
    ...placed,
    ...{ move, order },
    scene: { centre, halfSize },
    coefficients: height?.scenes[order]?.parameters ?? [],
    orbit: Math.max(0, names.indexOf(orbits[order] ?? '')),
    footprint: footprintWindow(output, movedGrid(scene.grid, move), SLACK),
  };
}

/** At most so many scenes meet in one place: those that touch a scene, and it itself. */
function deepest(scenes: readonly FusedScene[]): number {
  const touching = scenes.map(
    (a) => scenes.filter((b) => intersect(a.footprint, b.footprint) !== null).length,
  );
  return Math.max(1, ...touching);
}

function outputsOf(config: AdjustConfig, grid: Grid): ProductOutput[] {
  const common = { ...cogOptionsOf(config, -9999), width: grid.width, height: grid.height, georef: grid };
  const index = { dtype: 'uint16', overviews: 'nearest' } as const;
  const specs: Readonly<Record<(typeof SIBLINGS)[number], ProductOutput['spec']>> = {
    count: cogSpec({ ...common, ...index, nodata: null, descriptions: ['count'] }),
    source: cogSpec({ ...common, ...index, nodata: 0, descriptions: ['source'] }),
    sigma: cogSpec({ ...common, dtype: 'float32', unit: 'metre', descriptions: ['sigma'] }),
  };
  const dem = cogSpec({
    ...common,
    dtype: 'float32',
    unit: 'metre',
    descriptions: ['height'],
    metadata: { VERTICAL_DATUM: verticalDatumLabel(grid.crs.vertical) },
  });
  return [
    { name: 'dem', path: config.output, spec: dem },
    ...SIBLINGS.map((name) => ({ name, path: siblingPath(config.output, name), spec: specs[name] })),
  ];
}
