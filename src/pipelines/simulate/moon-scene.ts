import { CuestaError } from '../../core/errors.js';
import type { Grid } from '../../core/georef.js';
import { gridWindow } from '../../core/raster.js';
import { hash32 } from '../../core/rng.js';
import type { Window } from '../../core/window.js';
import type { LunarImageOptions } from '../../simulate/lunar/lunar-image.js';
import {
  drawLunarScene,
  LUNAR_DEFAULTS,
  type LunarRanges,
  type LunarSceneOptions,
} from '../../simulate/lunar/lunar-scene.js';
import { drawMisregistration, type PixelAffine } from '../../simulate/lunar/misregister.js';
import { projectedCrs } from './block-of.js';
import type { SimulateConfig } from './config.js';
import { sunsOf } from './moon-config.js';
import { cellGrid, sceneGrids } from './scene-grids.js';

/** An image to write. */
export interface MoonImage {
  readonly name: string;
  readonly options: LunarImageOptions;
  /** Inside the scene with its margin. */
  readonly window: Window;
  /** From pixels of the window to where their ground lies. */
  readonly misregistration: PixelAffine | null;
}

export interface MoonScene {
  readonly options: LunarSceneOptions;
  /** The scene with a margin of two coarse cells, which only the coarse model shows. */
  readonly grid: Grid;
  /** What truth and images cover. */
  readonly window: Window;
  readonly images: readonly MoonImage[];
}

/** Width of the strip that the two cameras share (Chen et al. 2022). */
const PAIR_OVERLAP = 135;
/** Right over left camera in brightness. */
const PAIR_STEP = 1.07;

/** The scene of a command, around the natural origin of its CRS. Throws `config` and `geometry`. */
export function moonScene(config: SimulateConfig): MoonScene {
  const crs = projectedCrs(config.crs ?? 'IAU_2015:30110');
  const pixel = config.pixel ?? LUNAR_DEFAULTS.pixel;
  const factor = Math.max(1, Math.round(config.coarsePixel / pixel));
  const { grid, window } = sceneGrids(config, crs, pixel, factor);
  const suns = sunsOf(config.sun);
  const images = suns?.length ?? config.images;
  const drawn = drawLunarScene(
    config.seed,
    { width: grid.width, height: grid.height, images },
    rangesOf(config, pixel, factor),
  );
  const pictures = drawn.images.map((image, i) => ({ ...image, sun: suns?.[i] ?? image.sun }));
  const options = { ...drawn, images: pictures };
  return { options, grid, window, images: pictures.flatMap((image, i) => partsOf(image, i, window, config)) };
}

function rangesOf({ ground, coarseNoise }: SimulateConfig, pixel: number, factor: number): LunarRanges {
  return {
    ...LUNAR_DEFAULTS,
    ...{ pixel, factor },
    ...(ground === 'mixed' ? {} : { highlands: ground === 'highlands' ? 1 : 0 }),
    ...(coarseNoise === undefined ? {} : { noise: [coarseNoise, coarseNoise] as const }),
    ...(coarseNoise === 0 ? { steps: 0 } : {}),
  };
}

/** One image, or its left and right part. */
function partsOf(
  options: LunarImageOptions,
  index: number,
  window: Window,
  { pair, misregistration, seed }: SimulateConfig,
): MoonImage[] {
  const moved = (part: Window, label: number): PixelAffine | null =>
    misregistration === 0
      ? null
      : drawMisregistration(hash32(hash32(seed ^ 0x243185be) + 2 * index + label), misregistration, part);
  const name = `image-${index + 1}`;
  if (!pair) return [{ name, options, window, misregistration: moved(window, 0) }];
  if (window.width <= 2 * PAIR_OVERLAP) {
    throw new CuestaError('config', `A pair needs more than ${2 * PAIR_OVERLAP} pixels of width.`, {
      subject: '--pair',
      hint: 'Give a larger --width.',
    });
  }
  const width = Math.ceil((window.width + PAIR_OVERLAP) / 2);
  const left = { ...window, width };
  const right = { ...left, col: window.col + window.width - width };
  const other = { ...options, seed: hash32(options.seed), exposure: options.exposure * PAIR_STEP };
  return [
    { name: `${name}-left`, options, window: left, misregistration: moved(left, 0) },
    { name: `${name}-right`, options: other, window: right, misregistration: moved(right, 1) },
  ];
}

export const coarseGrid = ({ grid, options }: MoonScene): Grid => cellGrid(grid, options.coarse.factor);

export const imageGrid = ({ grid }: MoonScene, window: Window): Grid => gridWindow(grid, window);
