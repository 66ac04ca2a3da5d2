import { compose, type GeoTransform, invert, pixelSize } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import type { Compute } from '../../core/kernel.js';
import type { RasterSource } from '../../core/raster-source.js';
import { fullWindow } from '../../core/window.js';
import { groundPixelSize } from '../../geo/ground-size.js';
import type { Plane } from '../../match/plane.js';
import { refineAffine } from '../../match/refine-affine.js';
import { IMAGE_REGISTRATION, type ImageRegistration, registerImages } from '../../match/register-images.js';
import { windowBounds } from '../../resample/bounds.js';
import { createWarp } from '../../resample/create-warp.js';
import { resampleWindow } from '../../resample/resample-window.js';
import { unionGrid } from '../../resample/target-grid.js';
import { shadeLunarLambert } from '../../simulate/lunar/lunar-lambert.js';
import type { Sun } from '../../simulate/lunar/sun.js';

/** A raster where it lies by what is known so far. */
export interface PlacedSource {
  readonly source: RasterSource;
  readonly grid: Grid;
}

export interface RegisteredImage {
  /** The image's grid after registration; its rows may run at an angle. */
  readonly grid: Grid;
  readonly registration: ImageRegistration;
  /** Metres per pixel of the compared planes. */
  readonly planePixel: number;
}

/** Side of the chips that are compared: smaller than usual, so that the coarsest planes of narrow overlaps still hold enough. */
export const CHIP = 21;
/** Map-projected images are not stretched or turned by more. */
const MOST_DISTORTION = 0.02;
/** Standard deviation of what they are stretched and turned by. */
const USUAL_DISTORTION = 1e-3;
/** Seed of the choice of matches. */
export const SEED = 1;
/** Pixels of a plane that is compared: above, planes are coarser. */
const MOST_PIXELS = 4e6;
/** Pixels of the plane on which images are compared first. */
const FIRST_LOOK = 2e5;
/** Plane pixels per cell of the reference: finer ones show nothing more. */
const PER_CELL = 3;

/** Places an image on the reference as it would look under the image's Sun. Throws `convergence` where they do not look alike. */
export async function registerToReference(
  moving: PlacedSource,
  reference: PlacedSource,
  sun: Sun,
  compute: Compute,
  signal: AbortSignal,
): Promise<RegisteredImage> {
  const over = planeGrid(moving.grid, moving.grid, sideToCompare(moving, reference));
  const heights = await planeOf(reference, over, compute, signal);
  const ground = groundPixelSize(over);
  const shade = shadeLunarLambert({ ...over, pixel: (ground.x + ground.y) / 2, heights: heights.data }, sun);
  const simulated = {
    ...heights,
    data: shade.map((s, i) => (Number.isNaN(heights.data[i]!) ? Number.NaN : s)),
  };
  // Both are lit by the same Sun: a shift that many agree on is one.
  const placed = await place(simulated, moving, over, compute, signal, true);
  const { scaleX, scaleY } = createWarp(over, reference.grid);
  const affine = refineAffine(
    simulated,
    await planeOf(moving, over, compute, signal),
    placed.registration.affine,
    { radius: CHIP >> 1, distortion: USUAL_DISTORTION, correlated: Math.max(1, scaleX * scaleY) },
  );
  if (affine === null) return placed;
  const transform = movedTransform(moving.grid.transform, over.transform, affine);
  return { ...placed, grid: { ...moving.grid, transform }, registration: { ...placed.registration, affine } };
}

/** Places an image on the orthoimage of the reference, in any CRS. Throws `convergence` where they do not look alike. */
export async function registerToOrtho(
  moving: PlacedSource,
  ortho: PlacedSource,
  compute: Compute,
  signal: AbortSignal,
): Promise<RegisteredImage> {
  const { scaleX, scaleY } = createWarp(moving.grid, ortho.grid);
  const side = Math.max(1, Math.sqrt(scaleX * scaleY)) * coarserSide(moving.grid);
  const over = planeGrid(moving.grid, moving.grid, side);
  return place(await planeOf(ortho, over, compute, signal), moving, over, compute, signal);
}

/** Places an image on one that is in its place. Throws `convergence` where they do not look alike. */
export async function registerToImage(
  moving: PlacedSource,
  fixed: PlacedSource,
  compute: Compute,
  signal: AbortSignal,
): Promise<RegisteredImage> {
  const finest = Math.max(coarserSide(moving.grid), coarserSide(fixed.grid));
  const over = planeGrid(moving.grid, fixed.grid, finest);
  const look = planeGrid(moving.grid, fixed.grid, finest, FIRST_LOOK);
  // Images that do not look alike tell it by little.
  if (look.width < over.width)
    await place(await planeOf(fixed, look, compute, signal), moving, look, compute, signal);
  return place(await planeOf(fixed, over, compute, signal), moving, over, compute, signal);
}

async function place(
  fixed: Plane,
  moving: PlacedSource,
  over: Grid,
  compute: Compute,
  signal: AbortSignal,
  allowShift = false,
): Promise<RegisteredImage> {
  const plane = await planeOf(moving, over, compute, signal);
  const options = {
    ...IMAGE_REGISTRATION,
    ...{ chip: CHIP, maxDistortion: MOST_DISTORTION, allowShift, seed: SEED },
  };
  const registration = await registerImages(fixed, plane, options, compute, signal);
  const ground = groundPixelSize(over);
  return {
    grid: {
      ...moving.grid,
      transform: movedTransform(moving.grid.transform, over.transform, registration.affine),
    },
    registration,
    planePixel: (ground.x + ground.y) / 2,
  };
}

/**
 * Where an image lies, from where it was taken to lie: what the plane shows at `affine(u)` belongs at `u` (pixels of the plane), so the
 * plane's position of every image pixel goes back through the affine.
 */
export function movedTransform(image: GeoTransform, plane: GeoTransform, affine: GeoTransform): GeoTransform {
  return compose(plane, compose(invert(affine), compose(invert(plane), image)));
}

/** Side of the pixels on which an image is compared with the shaded reference, in units of the image's map. */
export function sideToCompare(image: PlacedSource, reference: PlacedSource): number {
  const { scaleX, scaleY } = createWarp(image.grid, reference.grid);
  return Math.max(1, Math.sqrt(scaleX * scaleY) / PER_CELL) * coarserSide(image.grid);
}

/** In units of the map. */
export function coarserSide({ transform }: Grid): number {
  return Math.max(...pixelSize(transform));
}

/** North-up pixels of at least `finest` over what two grids of one CRS share, not more than `most`. */
export function planeGrid(a: Grid, b: Grid, finest: number, most = MOST_PIXELS): Grid {
  const [first, second] = [a, b].map((grid) => windowBounds(grid.transform, fullWindow(grid)));
  const bbox = {
    xmin: Math.max(first!.xmin, second!.xmin),
    xmax: Math.min(first!.xmax, second!.xmax),
    ymin: Math.max(first!.ymin, second!.ymin),
    ymax: Math.min(first!.ymax, second!.ymax),
  };
  const side = Math.max(finest, Math.sqrt(((bbox.xmax - bbox.xmin) * (bbox.ymax - bbox.ymin)) / most));
  return unionGrid([a], { bbox, resolution: [side, side] });
}

/** A raster on the pixels of a plane. */
export async function planeOf(
  { source, grid }: PlacedSource,
  over: Grid,
  compute: Compute,
  signal: AbortSignal,
): Promise<Plane> {
  const warp = createWarp(grid, over);
  const method = Math.max(warp.scaleX, warp.scaleY) >= 1.5 ? 'average' : 'cubic';
  return resampleWindow(source, warp, fullWindow(over), method, compute, signal);
}
