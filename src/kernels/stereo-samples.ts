import type { Rng } from '../core/rng.js';
import { census } from './census/index.js';
import { censusMatch } from './census-match/index.js';
import { median } from './median/index.js';
import { type Sample, type Scene, sample } from './sample.js';
import { semiGlobal } from './semi-global/index.js';

export function stereoSamples(scene: Scene, rng: Rng): Sample[] {
  // Every call is part of the self test for a third of the sizes: barriers take long on a CPU that plays a GPU.
  const matches = semiGlobalSamples(scene, rng).map((match, k) => ({
    ...match,
    thorough: (k + scene.width + scene.height) % 3 !== 0,
  }));
  return [...censusSamples(scene), ...medianSamples(scene), ...matches];
}

function bytesOfScene({ heights }: Scene): Uint8Array {
  return Uint8Array.from(heights, (h) => (Number.isFinite(h) ? Math.abs(h) & 255 : 0));
}

function censusSamples(scene: Scene): Sample[] {
  const plane = bytesOfScene(scene);
  const { width, height } = scene;
  return [
    [9, 7],
    [7, 7],
    [5, 5],
  ]
    .filter(([w, h]) => width >= w && height >= h)
    .map(([windowWidth, windowHeight]) =>
      sample(census, scene, { plane }, { width, height, windowWidth, windowHeight }),
    );
}

/** Pixels of a scene from which the reference of semi-global matching takes too long for a self test. */
const LARGE = 1000;

/** A row of strings and the same displaced, some bits apart; one range for all, and ranges of their own with gaps. */
function semiGlobalSamples(scene: Scene, rng: Rng): Sample[] {
  const { width, height } = scene;
  const length = width * height;
  if (length > LARGE) return [];
  const left = Uint32Array.from(
    { length: 2 * length },
    () => rng.int(2 ** 31) & rng.int(2 ** 31) & 0x3fffffff,
  );
  const right = left.map(
    (_, i) => left[Math.min(2 * length - 1, i + 2 * rng.int(2) + 6)] ^ (1 << rng.int(30)),
  );
  const guide = bytesOfScene(scene);
  const none = new Uint8Array(0);
  const mask = () => Uint8Array.from({ length }, () => Math.min(1, rng.int(9)));
  const uniform = (low: number, count: number) => ({ low: Int32Array.of(low), count: Int32Array.of(count) });
  const own = (most: number, cellOffset = 0) => {
    const cells = { length: ((width + 1) >> 1) * ((height + cellOffset + 1) >> 1) };
    return {
      low: Int32Array.from(cells, (_, i) => rng.int(7) - 6 + (i % 3 === 0 ? rng.int(40) - 20 : 0)),
      count: Int32Array.from(cells, () => (rng.int(12) === 0 ? 0 : 1 + rng.int(most))),
    };
  };
  // As the coarser level of a smooth surface gives them.
  const smooth = Int32Array.from({ length: ((width + 1) >> 1) * ((height + 1) >> 1) }, (_, i) =>
    Math.round(i / 9 - 6 + rng.next()),
  );
  const constant = new Int32Array(256).fill(40);
  const falling = Int32Array.from({ length: 256 }, (_, i) => Math.max(11, Math.floor(90 / Math.max(1, i))));
  const shape = { width, height, cellOffset: 0, bits: 60, factor: 1, p1: 10, contrast: false, tolerance: 1 };
  const open = { left, right, leftValid: none, rightValid: none };
  const masked = { left, right, leftValid: mask(), rightValid: mask() };
  const plane = Uint8Array.from({ length }, () => rng.int(256));
  const planes = { left: plane, right: plane.map((v, i) => plane[i - 3] ?? v) };
  const { bits: _, ...views } = { ...shape, windowWidth: 9, windowHeight: 7 };
  return [
    sample(
      censusMatch,
      scene,
      { ...masked, ...planes, ...own(9), guide: none, penalty: constant },
      { ...views, paths: 8 },
    ),
    sample(
      censusMatch,
      scene,
      { ...open, ...planes, ...uniform(-5, 12), guide: none, penalty: constant },
      { ...views, paths: 8, windowWidth: 5, windowHeight: 5 },
    ),
    sample(
      semiGlobal,
      scene,
      { ...open, ...uniform(-9, 16), guide: none, penalty: constant },
      { ...shape, paths: 8 },
    ),
    sample(
      semiGlobal,
      scene,
      {
        ...open,
        rightValid: masked.rightValid,
        ...uniform(-60, 66),
        guide: none,
        penalty: constant.map((p) => p + 22),
      },
      { ...shape, paths: 8, p1: 3, tolerance: 3 },
    ),
    sample(
      semiGlobal,
      scene,
      { ...open, ...uniform(2, 34), guide, penalty: falling.map((p) => Math.min(p, 31)) },
      { ...shape, paths: 16, contrast: true },
    ),
    sample(
      semiGlobal,
      scene,
      { ...masked, ...uniform(-40, 35), guide, penalty: falling },
      { ...shape, paths: 4, factor: 3, tolerance: 0 },
    ),
    sample(
      semiGlobal,
      scene,
      { ...masked, ...own(9, 1), guide: none, penalty: constant },
      { ...shape, paths: 8, factor: 8, cellOffset: 1 },
    ),
    sample(
      semiGlobal,
      scene,
      { ...open, low: smooth, count: smooth.map(() => 9), guide: none, penalty: constant.map((p) => 5 * p) },
      { ...shape, paths: 8, factor: 8, p1: 150 },
    ),
    sample(
      semiGlobal,
      scene,
      { ...open, low: smooth, count: smooth.map((v) => 8 * (1 + (v & 1))), guide, penalty: falling },
      { ...shape, paths: 4, contrast: true },
    ),
    sample(
      semiGlobal,
      scene,
      { ...open, ...own(30), guide, penalty: falling },
      { ...shape, paths: 16, contrast: true },
    ),
    sample(
      semiGlobal,
      scene,
      { ...masked, ...own(12), guide, penalty: falling.map((p) => 50 * p) },
      { ...shape, paths: 8, p1: 700, factor: 100, tolerance: 254 },
    ),
  ];
}

/** As they are, and with many equal ones; no zeros with a sign. */
function medianSamples(scene: Scene): Sample[] {
  const { width, height } = scene;
  const plane = scene.heights.map((v) => v + 0);
  return [
    sample(median, scene, { plane }, { width, height }),
    sample(median, scene, { plane: plane.map((v) => Math.round(v / 10) + 0) }, { width, height }),
  ];
}
