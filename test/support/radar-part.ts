import { toMap } from '../../src/core/geo-transform.js';
import type { Compute } from '../../src/core/kernel.js';
import type { Raster } from '../../src/core/raster.js';
import { fullWindow, type Window } from '../../src/core/window.js';
import { geodeticToEcef, type Vector3 } from '../../src/geo/geodetic.js';
import { geographicOf } from '../../src/geo/geographic-crs.js';
import { createTransform } from '../../src/geo/transform.js';
import { matchPart, type PartImage, type PartPair, partGrid } from '../../src/pipelines/radar/match-part.js';
import { epipolarAxis } from '../../src/sar/epipolar/epipolar-axis.js';
import { imageOutline, rotatedGrid } from '../../src/sar/epipolar/epipolar-grid.js';
import type { SarImage } from '../../src/simulate/sar/sar-image.js';
import { DEFAULT_MATCH } from '../../src/stereo/options.js';
import { bilinear } from '../../src/terrain/bilinear.js';

/** Cells of the epipolar grid, metres. */
const CELL = 10;
const MATCHING = {
  ...DEFAULT_MATCH,
  matcher: 'sgm',
  factor: 4,
  p1: 150,
  penalty: { kind: 'const', p2: 200 },
} as const;

type Matched = Awaited<ReturnType<typeof matchPart>>;

export interface PartScene {
  readonly pair: PartPair;
  readonly whole: Window;
  /** Columns of parallax per metre of height. */
  readonly perMetre: number;
  /** The part, matched on the truth raised by some metres; the same one is matched once. */
  matched(part: Window, raised: number): Promise<Matched>;
  /** Heights of the points minus the truth where they lie; NaN where there is none. */
  errors(matched: Matched): Float64Array;
}

/** Images of a north-up truth as parts of an epipolar grid of 10 m, without speckle filter. */
export function createPartScene(truth: Raster, left: SarImage, right: SarImage, compute: Compute): PartScene {
  const { crs, transform } = truth.georef;
  const [pixel, , west, , , north] = transform;
  const truthAt = (x: number, y: number): number => bilinear(truth, (x - west) / pixel, (north - y) / pixel);
  const centre = toMap(transform, truth.width / 2, truth.height / 2);
  const middle: Vector3 = [
    ...createTransform(crs, geographicOf(crs)).forwardPoint(...centre),
    truthAt(...centre),
  ];
  const axis = epipolarAxis(left.geometry, right.geometry, [middle], crs, 100);
  const outlines = [left, right].map(({ geometry }) => imageOutline(geometry, middle[2], crs));
  const grid = rotatedGrid(outlines, axis.direction, CELL, crs)!;
  const pair: PartPair = {
    ...{ left: partImage(left), right: partImage(right), grid, least: -12, greatest: 12 },
    start: geodeticToEcef(...middle, left.geometry.ellipsoid),
  };
  const match = (part: Window, raised: number): Promise<Matched> => {
    const around = partGrid(pair, part);
    const data = Float32Array.from({ length: around.width * around.height }, (_, i) => {
      const at = toMap(around.transform, (i % around.width) + 0.5, Math.floor(i / around.width) + 0.5);
      return raised + truthAt(...at);
    });
    const surface = { width: around.width, height: around.height, data, georef: around };
    return matchPart(pair, part, surface, MATCHING, compute);
  };
  const done = new Map<string, Promise<Matched>>();
  return {
    pair,
    whole: fullWindow(grid),
    perMetre: axis.parallaxPerMetre / CELL,
    matched(part, raised) {
      const key = JSON.stringify([part, raised]);
      const known = done.get(key) ?? match(part, raised);
      done.set(key, known);
      return known;
    },
    errors: ({ planes }) =>
      Float64Array.from(planes.height, (h, i) => {
        const [x, y] = toMap(grid.transform, (i % grid.width) + 0.5, Math.floor(i / grid.width) + 0.5);
        return h - truthAt(x + planes.dx[i], y + planes.dy[i]);
      }),
  };
}

function partImage({ geometry, amplitude }: SarImage): PartImage {
  return {
    ...{ path: '', polarisation: null, filter: { looks: { x: 1, y: 1 }, radius: 0 } },
    ...{ grey: [0, 800], sigmaTime: 1e-4, sigmaRange: 1, geometry },
    read: async (window: Window) =>
      Float32Array.from({ length: window.width * window.height }, (_, i) => {
        const [col, row] = [window.col + (i % window.width), window.row + Math.floor(i / window.width)];
        return amplitude[row * geometry.width + col] || Number.NaN;
      }),
  };
}
