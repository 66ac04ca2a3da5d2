import { CuestaError } from '../../core/errors.js';
import type { Grid } from '../../core/georef.js';
import type { Compute } from '../../core/kernel.js';
import { gridWindow } from '../../core/raster.js';
import { fullWindow, intersect, type Window } from '../../core/window.js';
import { groundPixelSize } from '../../geo/ground-size.js';
import { IMAGE_REGISTRATION, type ImageTie, registerImages } from '../../match/register-images.js';
import type { Affine, PointPairs } from '../../math/affine-fit.js';
import { robustAffine } from '../../math/robust-affine.js';
import {
  CHIP,
  coarserSide,
  movedTransform,
  type PlacedSource,
  planeGrid,
  planeOf,
  type RegisteredImage,
  SEED,
} from './register-step.node.js';
import { fitSimilarity } from './similarity.js';

/** Places along the overlap at which two images are compared, and the side in pixels of what is looked at there. */
const SECTIONS = 8;
const SIDE = 320;
/** Pixels of the first look at where they overlap. */
const MOST_PIXELS = 40_000;
/** Largest difference in position, as a share of the side. */
const MAX_SHIFT = 0.1;
const TOLERANCE = 1.5;
const FEWEST = 12;

/**
 * Places an image on another one by the strip that they share (135 pixels for the two of an observation): matches of several sections of it
 * give a shift, a turn and a scale. An affine transform would follow the noise of the narrow side far across the image. Throws
 * `convergence` where too little agrees.
 */
export async function registerToStrip(
  moving: PlacedSource,
  fixed: PlacedSource,
  compute: Compute,
  signal: AbortSignal,
): Promise<RegisteredImage> {
  const over = planeGrid(
    moving.grid,
    fixed.grid,
    Math.max(coarserSide(moving.grid), coarserSide(fixed.grid)),
    Infinity,
  );
  const ties: ImageTie[] = [];
  const [before, after]: [number[], number[]] = [[], []];
  for (const section of await sectionsOf(moving, fixed, over, compute, signal)) {
    const grid = gridWindow(over, section);
    const [reference, image] = [
      await planeOf(fixed, grid, compute, signal),
      await planeOf(moving, grid, compute, signal),
    ];
    const options = { ...IMAGE_REGISTRATION, maxShift: MAX_SHIFT, chip: CHIP, seed: SEED };
    const found = await registerImages(reference, image, options, compute, signal).catch(onlyUnlike);
    if (found === null) continue;
    ties.push(...found.ties.filter(({ kept }) => kept).map((tie) => moved(tie, section)));
    before.push(found.correlationBefore);
    after.push(found.correlationAfter);
  }
  const { affine, rmse, kept } = agreed(ties);
  const ground = groundPixelSize(over);
  return {
    grid: { ...moving.grid, transform: movedTransform(moving.grid.transform, over.transform, affine) },
    registration: {
      affine,
      rmse,
      ties: kept,
      correlationBefore: meanOf(before),
      correlationAfter: meanOf(after),
    },
    planePixel: (ground.x + ground.y) / 2,
  };
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, v) => sum + v / values.length, 0);

/** Squares along the middle of the overlap. */
async function sectionsOf(
  moving: PlacedSource,
  fixed: PlacedSource,
  over: Grid,
  compute: Compute,
  signal: AbortSignal,
): Promise<Window[]> {
  const look = planeGrid(moving.grid, fixed.grid, coarserSide(over), MOST_PIXELS);
  const a = (await planeOf(fixed, look, compute, signal)).data;
  const b = (await planeOf(moving, look, compute, signal)).data;
  const { width, height } = look;
  const isTall = height > width;
  const sections = Array.from({ length: SECTIONS }, () => ({ n: 0, col: 0, row: 0 }));
  for (let row = 0, i = 0; row < height; row++) {
    for (let col = 0; col < width; col++, i++) {
      if (Number.isNaN(a[i]! + b[i]!)) continue;
      const along = isTall ? row / height : col / width;
      const section = sections[Math.floor(along * SECTIONS)]!;
      section.n++;
      section.col += (col + 0.5) / width;
      section.row += (row + 0.5) / height;
    }
  }
  return sections.flatMap(({ n, col, row }) => {
    const [c, r] = [
      Math.round((col / n) * over.width - SIDE / 2),
      Math.round((row / n) * over.height - SIDE / 2),
    ];
    const inside =
      n === 0 ? null : intersect({ col: c, row: r, width: SIDE, height: SIDE }, fullWindow(over));
    return inside === null ? [] : [inside];
  });
}

function onlyUnlike(error: unknown): null {
  if (error instanceof CuestaError && error.code === 'convergence') return null;
  throw error;
}

function moved(tie: ImageTie, { col, row }: Window): ImageTie {
  return { ...tie, col: tie.col + col, row: tie.row + row, toCol: tie.toCol + col, toRow: tie.toRow + row };
}

function agreed(ties: readonly ImageTie[]): {
  readonly affine: Affine;
  readonly rmse: number;
  readonly kept: ImageTie[];
} {
  const pairs: PointPairs = {
    x: Float64Array.from(ties, (t) => t.col),
    y: Float64Array.from(ties, (t) => t.row),
    toX: Float64Array.from(ties, (t) => t.toCol),
    toY: Float64Array.from(ties, (t) => t.toRow),
  };
  const fit = robustAffine(pairs, { tolerance: TOLERANCE, seed: SEED });
  const kept = fit === null ? [] : ties.filter((_, i) => fit.inlier[i] === 1);
  if (kept.length >= FEWEST) return { ...fitSimilarity(kept), kept };
  throw new CuestaError('convergence', `Only ${kept.length} places of the overlap agree.`, {
    hint: 'Check that both images show one ground under similar Suns: --pairs none treats those of an observation alone.',
  });
}
