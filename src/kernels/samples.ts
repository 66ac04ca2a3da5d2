import type { Arrays, Backend, Compute, Kernel, Tolerance } from '../core/kernel.js';
import type { Rng } from '../core/rng.js';
import { type AccumulateParams, accumulate } from './accumulate/index.js';
import { census } from './census/index.js';
import { censusMatch } from './census-match/index.js';
import { type ChipParams, chipMatch } from './chip-match/index.js';
import { distance } from './distance/index.js';
import { gaussian, gaussianRadius, gaussianTaps } from './gaussian/index.js';
import { hillshade } from './hillshade/index.js';
import { lee } from './lee/index.js';
import { median } from './median/index.js';
import { multilook } from './multilook/index.js';
import { ncc } from './ncc/index.js';
import { refinedLee } from './refined-lee/index.js';
import {
  RESAMPLE_METHODS,
  type ResampleParams,
  resampleGather,
  resampleSeparable,
} from './resample/index.js';
import { semiGlobal } from './semi-global/index.js';
import { slope } from './slope/index.js';

/** One call of one kernel, whatever the types of its arrays and parameters. */
export interface Sample {
  readonly kernel: string;
  readonly label: string;
  /** Values that a GPU may treat in its own way: infinities, overflow, subnormal numbers. */
  readonly extreme: boolean;
  /** What the back end has to keep to, null where the kernel does not have it. */
  tolerance(backend: Backend): Tolerance | null;
  run(compute: Compute): Promise<Arrays>;
}

/** Calls of every kernel: rough terrain, holes, nothing but holes, lines, and extreme values. Register kernels here. */
export function createSamples(rng: Rng): Sample[] {
  return scenes(rng).flatMap((scene) => [
    ...hornSamples(scene),
    ...distanceSamples(scene),
    ...accumulateSamples(scene, rng),
    ...gaussianSamples(scene),
    ...resampleSamples(scene, rng),
    ...chipSamples(scene, rng),
    ...censusSamples(scene),
    ...semiGlobalSamples(scene, rng),
    ...medianSamples(scene),
    ...speckleSamples(scene, rng),
  ]);
}

interface Scene {
  readonly label: string;
  readonly extreme: boolean;
  readonly width: number;
  readonly height: number;
  readonly heights: Float32Array;
}

const EXTREMES = [Infinity, -Infinity, 3.4e38, -3.4e38, 1e30, 1e-40, -1e-45, 0, -0, Number.NaN, 1e4, -1e4];

function scenes(rng: Rng): Scene[] {
  const scene = (label: string, width: number, height: number, holes: number, extreme = false): Scene => {
    const heights = Float32Array.from({ length: width * height }, (_, i) => {
      if (rng.next() < holes) return Number.NaN;
      if (extreme && rng.next() < 0.3) return EXTREMES[rng.int(EXTREMES.length)];
      return 2000 + 40 * Math.sin((i % width) / 5) + 3 * Math.floor(i / width) + 10 * rng.normal();
    });
    return { label, extreme, width, height, heights };
  };
  return [
    scene('terrain', 61, 37, 0),
    scene('terrain with some holes', 70, 45, 0.03),
    scene('mostly holes', 33, 18, 0.7),
    scene('nothing but holes', 12, 9, 1),
    ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 11].flatMap((n) => [
      scene(`${n} wide`, n, 14, 0.1),
      scene(`${n} high`, 13, n, 0.1),
    ]),
    scene('extreme values', 64, 40, 0.01, true),
    scene('extreme values', 9, 40, 0, true),
  ];
}

function sample<I extends Arrays, O extends Arrays, P>(
  kernel: Kernel<I, O, P>,
  scene: Scene,
  inputs: I,
  params: P,
): Sample {
  return {
    kernel: kernel.name,
    label: `${scene.label} ${JSON.stringify(params)}`,
    extreme: scene.extreme,
    tolerance(backend) {
      if (backend === 'webgpu') return kernel.webgpu ? (kernel.webgpuTolerance ?? kernel.tolerance) : null;
      return backend === 'reference' || kernel.wasm ? kernel.tolerance : null;
    },
    run: (compute) => compute.run(kernel, inputs, params),
  };
}

function hornSamples(scene: Scene): Sample[] {
  const { width, height, heights } = scene;
  if (width < 3 || height < 3) return [];
  const shape = { width, height, cellX: 3.5, cellY: 4.25, zFactor: 1.2 };
  return (['compute', 'nodata'] as const).flatMap((edges) => [
    sample(hillshade, scene, { heights }, { ...shape, edges, azimuthDeg: 315, altitudeDeg: 45 }),
    sample(hillshade, scene, { heights }, { ...shape, edges, azimuthDeg: 90, altitudeDeg: 3 }),
    sample(slope, scene, { heights }, { ...shape, edges, unit: 'degree' }),
    sample(slope, scene, { heights }, { ...shape, edges, unit: 'percent' }),
  ]);
}

function distanceSamples(scene: Scene): Sample[] {
  const { width, height, heights } = scene;
  return [1, 2.5, 8, 1000].map((cap) => sample(distance, scene, { heights }, { width, height, cap }));
}

function accumulateSamples(scene: Scene, rng: Rng): Sample[] {
  const values = scene.heights;
  const weights = values.map((v) => (rng.int(4) === 0 ? rng.int(3) - 1 : Math.abs(v / 1000)));
  const count = [4, 3, 2].find((n) => values.length % n === 0) ?? 1;
  const all: AccumulateParams['wanted'] = ['mean', 'weight', 'sigma', 'count', 'dominant'];
  const length = values.length / count;
  return [all, ['mean'] as const, ['count', 'sigma'] as const].map((wanted) =>
    sample(accumulate, scene, { values, weights }, { count, length, wanted }),
  );
}

function gaussianSamples(scene: Scene): Sample[] {
  const { width, height, heights: plane } = scene;
  return [0, 0.6, 1, 2.4]
    .filter((sigma) => Math.min(width, height) > 2 * gaussianRadius(sigma))
    .map((sigma) => sample(gaussian, scene, { plane, taps: gaussianTaps(sigma) }, { width, height }));
}

function resampleSamples(scene: Scene, rng: Rng): Sample[] {
  const { width, height, heights: source } = scene;
  const positions = (count: number, size: number): Float64Array =>
    Float64Array.from({ length: count }, () => Math.round(16 * (size + 4) * rng.next()) / 16 - 2);
  return RESAMPLE_METHODS.flatMap((method) =>
    [0.7, 2.3].flatMap((scale) => {
      const params: ResampleParams = {
        method,
        sourceWidth: width,
        sourceHeight: height,
        scaleX: scale,
        scaleY: 1,
      };
      return [
        sample(resampleGather, scene, { source, x: positions(30, width), y: positions(30, height) }, params),
        sample(resampleSeparable, scene, { source, x: positions(9, width), y: positions(7, height) }, params),
      ];
    }),
  );
}

/** A scene and itself, displaced and changed; some places reach outside. Heights only: squares of extremes overflow. */
function chipSamples(scene: Scene, rng: Rng): Sample[] {
  const { width, height, heights: template, extreme } = scene;
  if (extreme) return [];
  const image = template.map((h) => 1.1 * h - 900 + rng.normal());
  const place = (): number[] => {
    const [col, row] = [rng.int(width), rng.int(height)];
    return [col, row, col + rng.int(5) - 2, row + rng.int(5) - 2];
  };
  const sizes = { imageWidth: width, imageHeight: height, templateWidth: width, templateHeight: height };
  return [
    { chipWidth: 7, chipHeight: 5, radius: 3 },
    { chipWidth: 4, chipHeight: 9, radius: 9 },
    { chipWidth: 1, chipHeight: 2, radius: 0 },
  ].flatMap((chip) => {
    const params: ChipParams = { ...sizes, ...chip };
    const places = Int32Array.from([place(), place(), place()].flat());
    return [
      sample(chipMatch, scene, { image, template, places }, params),
      sample(ncc, scene, { image, template, places }, { ...params, flat: 0.01 }),
    ];
  });
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

/** A row of strings and the same displaced, some bits apart; one range for all, and ranges of their own with gaps. */
function semiGlobalSamples(scene: Scene, rng: Rng): Sample[] {
  const { width, height } = scene;
  const length = width * height;
  const left = Uint32Array.from(
    { length: 2 * length },
    () => rng.int(2 ** 31) & rng.int(2 ** 31) & 0x3fffffff,
  );
  const right = left.map(
    (_, i) => left[Math.min(2 * length - 1, i + 2 * rng.int(2) + 6)] ^ (1 << rng.int(30)),
  );
  const guide = bytesOfScene(scene);
  const none = new Uint8Array(0);
  const uniform = (low: number, count: number) => ({ low: Int32Array.of(low), count: Int32Array.of(count) });
  const own = (most: number) => ({
    low: Int32Array.from({ length }, (_, i) => rng.int(7) - 6 + (i % 3 === 0 ? rng.int(40) - 20 : 0)),
    count: Int32Array.from({ length }, () => (rng.int(12) === 0 ? 0 : 1 + rng.int(most))),
  });
  const constant = new Int32Array(256).fill(40);
  const falling = Int32Array.from({ length: 256 }, (_, i) => Math.max(11, Math.floor(90 / Math.max(1, i))));
  const shape = { width, height, bits: 60, factor: 1, p1: 10, contrast: false } as const;
  const inputs = { left, right };
  const padded = Uint8Array.from({ length: (width + 8) * (height + 6) }, () => rng.int(256));
  const planes = { left: padded, right: padded.map((v, i) => padded[i - 3] ?? v) };
  return [
    sample(
      censusMatch,
      scene,
      { ...planes, ...own(9), guide: none, penalty: constant },
      { width, height, windowWidth: 9, windowHeight: 7, paths: 8, factor: 1, p1: 10, contrast: false },
    ),
    sample(
      semiGlobal,
      scene,
      { ...inputs, ...uniform(-9, 16), guide: none, penalty: constant },
      { ...shape, paths: 8 },
    ),
    sample(
      semiGlobal,
      scene,
      { ...inputs, ...uniform(-60, 66), guide: none, penalty: constant.map((p) => p + 22) },
      { ...shape, paths: 8, p1: 3 },
    ),
    sample(
      semiGlobal,
      scene,
      { ...inputs, ...uniform(2, 34), guide, penalty: falling.map((p) => Math.min(p, 31)) },
      { ...shape, paths: 16, contrast: true },
    ),
    sample(
      semiGlobal,
      scene,
      { ...inputs, ...uniform(-40, 35), guide, penalty: falling },
      { ...shape, paths: 4, factor: 3 },
    ),
    sample(
      semiGlobal,
      scene,
      { ...inputs, ...own(9), guide: none, penalty: constant },
      { ...shape, paths: 8, factor: 8 },
    ),
    sample(
      semiGlobal,
      scene,
      { ...inputs, ...own(30), guide, penalty: falling },
      { ...shape, paths: 16, contrast: true },
    ),
    sample(
      semiGlobal,
      scene,
      { ...inputs, ...own(12), guide, penalty: falling.map((p) => 50 * p) },
      { ...shape, paths: 8, p1: 700, factor: 100 },
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

/** Power is positive: heights under speckle, with an edge. Squares of extremes overflow. */
function speckleSamples(scene: Scene, rng: Rng): Sample[] {
  const { width, height, heights, extreme } = scene;
  const power = heights.map(
    (h, i) => (i % width < width / 2 ? 1 : 20) * h * (0.05 - Math.log(1 - rng.next())),
  );
  const looks = [
    [1, 1],
    [3, 2],
    [2, 5],
  ].filter(([x, y]) => width >= x && height >= y);
  const multilooks = looks.map(([looksX, looksY]) =>
    sample(multilook, scene, { power }, { width, height, looksX, looksY }),
  );
  if (extreme) return multilooks;
  const lees = [1, 2, 4]
    .filter((radius) => Math.min(width, height) > 2 * radius)
    .map((radius) => sample(lee, scene, { power }, { width, height, radius, looks: radius + 0.5 }));
  const refined =
    Math.min(width, height) > 6 ? [sample(refinedLee, scene, { power }, { width, height, looks: 1 })] : [];
  return [...multilooks, ...lees, ...refined];
}
