import { CuestaError } from '../../core/errors.js';
import { pixelSize, toMap } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import type { Compute } from '../../core/kernel.js';
import { gridWindow, type Raster } from '../../core/raster.js';
import type { Window } from '../../core/window.js';
import { geographicOf } from '../../geo/geographic-crs.js';
import { createTransform } from '../../geo/transform.js';
import { type RectifiedView, radarCoordinates } from '../../sar/epipolar/homologous.js';
import { createPixelLattice } from '../../sar/epipolar/pixel-lattice.js';
import { imagePositions, sampleImage, windowOfPositions } from '../../sar/epipolar/rectify.js';
import type { ImageGeometry } from '../../sar/image/image-geometry.js';
import { intersect, type Observations } from '../../sar/intersection/intersect.js';
import type { StereoImage } from '../../stereo/image.js';
import { matchPair } from '../../stereo/match-pair.js';
import { matchStrip } from '../../stereo/match-strip.js';
import { matchPairNcc } from '../../stereo/ncc-pair.js';
import { matchSigma, slopeAt } from './match-sigma.js';
import { createPlanes, type MatchedPlanes } from './matched-planes.js';
import type { ImageTask, MatchingTask, MatchValue, PairTask } from './radar-task.js';

/** Least number of cells around a part that take part in its matching, besides the reach of the disparities. */
export const MATCH_HALO = 128;
/** Largest error of interpolated image positions, looked pixels. */
const POSITION_TOLERANCE = 0.002;
const LEVELS = 5;
/** Pixels of the coarsest level, in cells: windows start at multiples of it, so that all have the pixels of one pyramid. */
const COARSEST = 2 ** (LEVELS - 1);
/** Side from which a window has all levels. */
const ALL_LEVELS = 256;
const SEARCH = 4;
/** Bytes for the volumes of semi-global matching. */
export const VOLUME_BYTES = 2 ** 27;

/** An image as the matching reads it. */
export interface PartImage extends ImageTask {
  /** Of the looked image. */
  readonly geometry: ImageGeometry;
  /** Amplitudes of a window of the looked image. */
  read(window: Window): Promise<Float32Array>;
}

export interface PartPair extends Omit<PairTask, 'left' | 'right'> {
  readonly left: PartImage;
  readonly right: PartImage;
}

/** Window of a part with what its matching has to see. */
function windowWithHalo({ grid, least, greatest }: Omit<PairTask, 'left' | 'right'>, part: Window): Window {
  const across = MATCH_HALO + Math.max(Math.abs(least), Math.abs(greatest));
  const [col, width] = withHalo(part.col, part.width, across, grid.width);
  const [row, height] = withHalo(part.row, part.height, MATCH_HALO, grid.height);
  return { col, row, width, height };
}

/** Start and length of a side with its halo within `[0, whole)`. */
function withHalo(
  start: number,
  length: number,
  halo: number,
  whole: number,
): [start: number, length: number] {
  const end = Math.min(whole, Math.max(start + length + halo, ALL_LEVELS));
  const from = Math.max(0, Math.min(start - halo, end - ALL_LEVELS));
  const anchored = from - (from % COARSEST);
  return [anchored, end - anchored];
}

/**
 * Rectifies both images onto the surface (heights above the ellipsoid on {@link windowWithHalo}), matches them and intersects the matches
 * of the part. Without any overlap or match the planes are empty.
 */
export async function matchPart(
  pair: PartPair,
  part: Window,
  surface: Raster,
  matching: MatchingTask,
  compute: Compute,
): Promise<{ readonly planes: MatchedPlanes; readonly value: MatchValue }> {
  const around = windowWithHalo(pair, part);
  const own: Window = { ...part, col: part.col - around.col, row: part.row - around.row };
  const left = await rectified(pair.grid, pair.left, around, surface);
  const right = await rectified(pair.grid, pair.right, around, surface);
  const planes = createPlanes(part.width * part.height);
  const size = { width: around.width, height: around.height };
  planes.left.set(cropped(left.image.samples, size.width, own));
  planes.right.set(cropped(right.image.samples, size.width, own));
  const [leftValid, rightValid] = [left, right].map(({ image }) => cropped(image.valid!, size.width, own));
  let overlap = 0;
  for (let i = 0; i < planes.valid.length; i++) overlap += planes.valid[i] = leftValid[i] & rightValid[i];
  const value = {
    seen: [left.seen, right.seen].map((mask) => sum(cropped(mask, size.width, own))) as [number, number],
    lit: [sum(leftValid), sum(rightValid)] as [number, number],
    overlap,
    matched: 0,
    residualSquares: 0,
    sigmas: 0,
    points: 0,
    positionError: Math.max(left.view?.lattice.error ?? 0, right.view?.lattice.error ?? 0),
  };
  if (overlap === 0 || left.view === null || right.view === null) return { planes, value };
  const disparity = await match(left.image, right.image, pair, matching, compute);
  planes.disparity.set(cropped(disparity, size.width, own));
  const points = intersectMatches(pair, [left.view, right.view], surface, own, planes, matching.matcher);
  return { planes, value: { ...value, ...points } };
}

interface Rectified {
  readonly image: StereoImage;
  /** 1 where the image reaches. */
  readonly seen: Uint8Array;
  /** Null when the image is nowhere near. */
  readonly view: RectifiedView | null;
}

async function rectified(
  grid: Grid,
  { geometry, grey, read }: PartImage,
  around: Window,
  surface: Raster,
): Promise<Rectified> {
  const { width, height, data } = surface;
  const nothing: Rectified = {
    image: { width, height, samples: new Uint8Array(data.length), valid: new Uint8Array(data.length) },
    seen: new Uint8Array(data.length),
    view: null,
  };
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const h of data) {
    if (h < lowest) lowest = h;
    if (h > highest) highest = h;
  }
  if (lowest > highest) return nothing;
  const lattice = createPixelLattice(geometry, grid, lowest, highest, POSITION_TOLERANCE, around);
  const positions = imagePositions(lattice, surface);
  const window = windowOfPositions(positions, geometry);
  if (window === null) return nothing;
  const { samples, valid } = nothing.image;
  const seen = positions.cols.map((col, i) => {
    const row = positions.rows[i];
    return col >= 0 && row >= 0 && col <= geometry.width && row <= geometry.height ? 1 : 0;
  });
  const amplitude = sampleImage(positions, await read(window), window);
  const scale = 255 / (grey[1] - grey[0]);
  for (let i = 0; i < amplitude.length; i++) {
    if (Number.isNaN(amplitude[i])) continue;
    valid![i] = 1;
    samples[i] = Math.min(Math.max(Math.round((amplitude[i] - grey[0]) * scale), 0), 255);
  }
  return { image: nothing.image, seen: Uint8Array.from(seen), view: { geometry, lattice } };
}

/** Disparities of the left image; all NaN where nothing matches, as in a corner that hardly overlaps. */
async function match(
  left: StereoImage,
  right: StereoImage,
  { least, greatest }: PartPair,
  matching: MatchingTask,
  compute: Compute,
): Promise<Float32Array> {
  const range = { least, greatest, search: SEARCH };
  if (matching.matcher === 'ncc')
    return matchPairNcc(left, right, { ...range, threshold: matching.threshold });
  const options = { ...matching, ...range, levels: LEVELS, volumeBytes: VOLUME_BYTES, atOnce: 1 };
  try {
    return (await matchPair(left, right, options, (job) => matchStrip(job, compute))).disparity;
  } catch (error) {
    if (!(error instanceof CuestaError) || error.code !== 'input') throw error;
    return new Float32Array(left.samples.length).fill(Number.NaN);
  }
}

/** Fills the planes of points; `own` is the part in the surface. */
function intersectMatches(
  pair: PartPair,
  [leftView, rightView]: readonly [RectifiedView, RectifiedView],
  surface: Raster,
  own: Window,
  planes: MatchedPlanes,
  matcher: MatchingTask['matcher'],
): Pick<MatchValue, 'matched' | 'residualSquares' | 'sigmas' | 'points'> {
  const matches: number[] = [];
  for (let i = 0; i < planes.disparity.length; i++) if (!Number.isNaN(planes.disparity[i])) matches.push(i);
  const cols = Float64Array.from(matches, (i) => own.col + (i % own.width) + 0.5);
  const rows = Float64Array.from(matches, (i) => own.row + Math.floor(i / own.width) + 0.5);
  const there = cols.map((col, k) => col + planes.disparity[matches[k]]);
  const observe = (view: RectifiedView, image: PartImage, at: Float64Array): Observations => ({
    ...radarCoordinates(view, surface, at, rows),
    view: view.geometry,
    sigmaTime: image.sigmaTime,
    sigmaRange: image.sigmaRange,
  });
  const found = intersect(
    [observe(leftView, pair.left, cols), observe(rightView, pair.right, there)],
    pair.start,
  );
  const { transform, crs } = surface.georef;
  const [cell] = pixelSize(transform);
  // The intersection has taken every match for good to one column.
  const sigmas = matches.map((i, k) => {
    const slope = slopeAt(surface, Math.floor(cols[k]), Math.floor(rows[k]), cell);
    return found.sigmaHeight[k] * matchSigma(matcher, slope, planes.disparity[i]);
  });
  const toGrid = createTransform(geographicOf(crs), crs);
  const matched = matches.reduce((sum, i) => sum + planes.valid[i], 0);
  const result = { matched, residualSquares: 0, sigmas: 0, points: 0 };
  for (const [k, i] of matches.entries()) {
    if (Number.isNaN(found.height[k])) continue;
    const [x, y] = toGrid.forwardPoint(found.lon[k], found.lat[k]);
    const [x0, y0] = toMap(transform, cols[k], rows[k]);
    planes.dx[i] = x - x0;
    planes.dy[i] = y - y0;
    planes.height[i] = found.height[k];
    planes.sigma[i] = sigmas[k];
    result.points++;
    result.residualSquares += found.residual[k] ** 2;
    result.sigmas += sigmas[k];
  }
  return result;
}

function cropped<A extends Uint8Array | Float32Array>(
  plane: A,
  width: number,
  { col, row, ...size }: Window,
): A {
  const out = plane.slice(0, size.width * size.height) as A;
  for (let r = 0; r < size.height; r++) {
    const at = (row + r) * width + col;
    out.set(plane.subarray(at, at + size.width), r * size.width);
  }
  return out;
}

function sum(mask: Uint8Array): number {
  return mask.reduce((total, v) => total + v, 0);
}

/** Grid of the cells around a part, for what reads its surface. */
export function partGrid(pair: Omit<PairTask, 'left' | 'right'>, part: Window) {
  return gridWindow(pair.grid, windowWithHalo(pair, part));
}
