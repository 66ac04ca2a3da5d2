import type { Rng } from '../core/rng.js';
import { type AccumulateParams, accumulate } from './accumulate/index.js';
import { type ChipParams, chipMatch } from './chip-match/index.js';
import { distance } from './distance/index.js';
import { gaussian, gaussianRadius, gaussianTaps } from './gaussian/index.js';
import { hillshade } from './hillshade/index.js';
import { lee } from './lee/index.js';
import { multilook } from './multilook/index.js';
import { ncc } from './ncc/index.js';
import { refinedLee } from './refined-lee/index.js';
import {
  RESAMPLE_METHODS,
  type ResampleParams,
  resampleGather,
  resampleSeparable,
} from './resample/index.js';
import { type Sample, type Scene, sample } from './sample.js';
import { slope } from './slope/index.js';
import { stereoSamples } from './stereo-samples.js';

/** Calls of every kernel: rough terrain, holes, nothing but holes, lines, and extreme values. Register kernels here. */
export function createSamples(rng: Rng): Sample[] {
  return scenes(rng).flatMap((scene) => [
    ...hornSamples(scene),
    ...distanceSamples(scene),
    ...accumulateSamples(scene, rng),
    ...gaussianSamples(scene),
    ...resampleSamples(scene, rng),
    ...chipSamples(scene, rng),
    ...stereoSamples(scene, rng),
    ...speckleSamples(scene, rng),
  ]);
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
