import { CuestaError } from '../../core/errors.js';
import { compose, type GeoTransform, invert, toMap } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import { fullWindow, intersect, type Window } from '../../core/window.js';
import { metresPerUnit } from '../../geo/ground-size.js';
import { createNodeCompute } from '../../kernels/select.node.js';
import type { JobContext } from '../../product/job-context.js';
import { createSourcePool } from '../../product/source-pool.node.js';
import { footprintWindow } from '../../resample/footprint-window.js';
import type { Sun } from '../../simulate/lunar/sun.js';
import type { Pair } from './pairs.js';
import {
  type RegisteredImage,
  registerToImage,
  registerToOrtho,
  registerToReference,
} from './register-step.node.js';
import { registerToStrip } from './register-strip.node.js';
import { arePair, registrationOrder } from './registration-order.js';

/** What is to be registered; all in one CRS but for the reference. */
export interface RegistrationInputs {
  readonly images: readonly { readonly path: string; readonly grid: Grid }[];
  readonly reference: { readonly path: string; readonly grid: Grid };
  /** Orthoimage of the reference, to register to instead of the shaded reference; without one, all Suns are known. */
  readonly referenceImage?: { readonly path: string; readonly grid: Grid } | null;
  readonly suns: readonly (Sun | null)[];
  readonly pairs: readonly Pair[];
  /** Of the DTM. */
  readonly output: Grid;
}

/** How an image was placed. */
export interface ImagePlacement {
  readonly image: string;
  /** Another image, the orthoimage of the reference, or `reference` for the reference as it looks under the image's Sun. */
  readonly onto: string;
  /** By how much the middle of the image moved, metres to the east and to the north of the grid. */
  readonly moved: readonly [east: number, north: number];
  readonly ties: number;
  /** Root mean square residual of the ties per axis, metres. */
  readonly rmse: number;
  readonly correlationBefore: number;
  readonly correlationAfter: number;
}

export interface Registration {
  /** Of the images, in their order. */
  readonly grids: readonly Grid[];
  readonly placements: readonly ImagePlacement[];
}

/**
 * Registers images by affine transforms: the one in the middle onto the reference shaded under its Sun, the others outwards, image to
 * image, or onto the shaded reference where two share too little, their Suns are too far apart, or they do not look alike. An image starts from the correction of the one it
 * is registered to; narrow overlaps are compared section by section. Throws `convergence` for an image that finds no place.
 */
export async function registerReconstruction(
  { images, reference, referenceImage = null, suns, pairs, output }: RegistrationInputs,
  { signal, progress, log }: JobContext,
): Promise<Registration> {
  const steps = registrationOrder(
    images.map(({ grid }) => extentOn(output, grid)),
    pairs,
    (a, b) => azimuthsApart(suns[a] ?? null, suns[b] ?? null) <= ALIKE,
  );
  const sources = createSourcePool();
  const compute = await createNodeCompute('wasm');
  const found = new Map<number, { readonly grid: Grid; readonly placement: ImagePlacement }>();
  try {
    const { path: base, grid: ground } = referenceImage ?? reference;
    const fixed = { source: await sources.get(base), grid: ground };
    for (const [done, { image, onto }] of steps.entries()) {
      progress({ stage: 'registering images', done, total: steps.length });
      const { path, grid } = images[image]!;
      const source = await sources.get(path);
      const toReference = async () =>
        (referenceImage === null
          ? registerToReference({ source, grid }, fixed, suns[image]!, compute, signal)
          : registerToOrtho({ source, grid }, fixed, compute, signal)
        ).catch(notFound(path, referenceImage?.path ?? null));
      const toNeighbour = async (neighbour: number) => {
        const placed = {
          source: await sources.get(images[neighbour]!.path),
          grid: found.get(neighbour)!.grid,
        };
        const start = startFrom(grid, images[neighbour]!.grid.transform, placed.grid.transform);
        const isNarrow = arePair(image, neighbour, pairs) || isStrip(output, start, placed.grid);
        const register = isNarrow ? registerToStrip : registerToImage;
        return register({ source, grid: start }, placed, compute, signal);
      };
      const attempt = onto === null ? null : await toNeighbour(onto).catch(onlyUnlike);
      if (onto !== null && attempt === null) {
        log('info', `${path} does not look like ${images[onto]!.path}: it is registered to the reference.`);
      }
      const made = attempt ?? (await toReference());
      const name = attempt === null ? (referenceImage?.path ?? 'reference') : images[onto!]!.path;
      found.set(image, { grid: made.grid, placement: describe(path, name, grid, made) });
    }
  } finally {
    await sources.close();
    await compute.close();
  }
  const inOrder = images.map((_, i) => found.get(i)!);
  return { grids: inOrder.map(({ grid }) => grid), placements: inOrder.map(({ placement }) => placement) };
}

/** Degrees between the azimuths of two Suns up to which ground looks alike: beyond, slopes that are bright in one are dark in the other. */
const ALIKE = 60;

/** Nothing speaks against images whose Suns are not known. */
function azimuthsApart(a: Sun | null, b: Sun | null): number {
  if (a === null || b === null) return 0;
  const apart = Math.abs(a.azimuth - b.azimuth) % 360;
  return Math.min(apart, 360 - apart);
}

/** Longer over shorter side above which images that share so much are compared section by section: halved, the whole gets too narrow. */
const STRIP = 3;

function isStrip(output: Grid, a: Grid, b: Grid): boolean {
  const shared = intersect(extentOn(output, a), extentOn(output, b));
  if (shared === null) return false;
  const { width, height } = shared;
  return Math.max(width, height) > STRIP * Math.min(width, height);
}

const extentOn = (output: Grid, grid: Grid): Window => footprintWindow(output, grid, 0);

/** The grid moved as another image was. */
function startFrom(grid: Grid, nominal: GeoTransform, corrected: GeoTransform): Grid {
  return { ...grid, transform: compose(compose(corrected, invert(nominal)), grid.transform) };
}

function onlyUnlike(error: unknown): null {
  if (error instanceof CuestaError && error.code === 'convergence') return null;
  throw error;
}

function notFound(path: string, ortho: string | null): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof CuestaError) || error.code !== 'convergence') throw error;
    throw new CuestaError(
      'convergence',
      `${path} does not look like ${ortho ?? 'the reference under its Sun'}: ${error.message}`,
      {
        subject: path,
        hint:
          ortho === null
            ? 'Check --sun-azimuth (clockwise from grid north) and --sun-elevation; name an orthoimage of the reference with --reference-image; or register it by other means and leave --register out.'
            : 'Check that both show one ground under similar Suns; or register to the shaded reference: --register without --reference-image.',
        cause: error,
      },
    );
  };
}

function describe(
  image: string,
  onto: string,
  before: Grid,
  { grid, registration, planePixel }: RegisteredImage,
): ImagePlacement {
  const { width, height } = fullWindow(before);
  const [x0, y0] = toMap(before.transform, width / 2, height / 2);
  const [x1, y1] = toMap(grid.transform, width / 2, height / 2);
  const perUnit = metresPerUnit(before, y0);
  const { rmse, ties, correlationBefore, correlationAfter } = registration;
  return {
    image,
    onto,
    moved: [(x1 - x0) * perUnit.x, (y1 - y0) * perUnit.y],
    ties: ties.filter(({ kept }) => kept).length,
    rmse: rmse * planePixel,
    correlationBefore,
    correlationAfter,
  };
}
