import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { createRng } from '../dist/core/rng.js';
import { createReferenceCompute } from '../dist/kernels/backends/reference.js';
import { createWasmCompute } from '../dist/kernels/backends/wasm.js';
import { chipMatch } from '../dist/kernels/chip-match/index.js';
import { createTerrain, sampleTerrain } from '../dist/simulate/terrain.js';
import { median, round } from './measure.mjs';

export const title =
  'tie points: variance of the height difference, chip 41 x 41, search +-20 px, float32; ratio to the literal double loop';

const TIES = { smoke: 8, default: 96, full: 401 };
const SIDE = 1200;
const CELL = 8;
const CHIP = 41;
const RADIUS = 20;
const THREADS = 2;

/**
 * One run is all contenders in turn on the same tie points of simulated terrain (5000 m apart in height, 1 m of noise). The literal
 * loop, one thread, does every eighth point and is scaled up. Same whole-pixel minima, or the benchmark fails.
 */
export async function run({ size, runs }) {
  const { image, template } = scenes();
  const places = placesOf(TIES[size]);
  const params = {
    imageWidth: SIDE,
    imageHeight: SIDE,
    templateWidth: SIDE,
    templateHeight: SIDE,
    chipWidth: CHIP,
    chipHeight: CHIP,
    radius: RADIUS,
  };
  const some = places.filter((_, i) => (i >> 2) % 8 === 0);
  const reference = createReferenceCompute();
  const wasm = createWasmCompute();
  const pool = Array.from(
    { length: THREADS },
    () =>
      new Worker(join(import.meta.dirname, 'tie-worker.mjs'), {
        workerData: { image: shared(image), template: shared(template), params },
      }),
  );
  const contenders = [
    [
      'literal double loop, 1 thread',
      async () => (await reference.run(chipMatch, { image, template, places: some }, params)).variance,
      some,
    ],
    [
      'wasm SIMD, 1 thread',
      async () => (await wasm.run(chipMatch, { image, template, places }, params)).variance,
      places,
    ],
    [`wasm SIMD, ${THREADS} threads`, () => matchOnThreads(pool, places), places],
  ];
  const seconds = new Map(contenders.map(([label]) => [label, []]));
  const minima = new Map();
  for (const [, work] of contenders.slice(1)) await work();
  for (let i = 0; i < runs; i++) {
    for (const [label, work, own] of contenders) {
      const start = performance.now();
      const surfaces = await work();
      seconds.get(label).push((performance.now() - start) / 1000 / (own.length / 4));
      minima.set(label, minimaOf(surfaces));
    }
  }
  await Promise.all(pool.map((worker) => worker.terminate()));
  checkMinima(minima, contenders);
  const literal = median(seconds.get(contenders[0][0]));
  return contenders.map(([label]) => {
    const perTie = median(seconds.get(label));
    return {
      label,
      tiesPerSecond: round(1 / perTie),
      millisecondsPerTie: round(1000 * perTie),
      ratio: round(literal / perTie),
    };
  });
}

function scenes() {
  const terrain = createTerrain({
    seed: 3,
    west: 0,
    south: 0,
    width: SIDE * CELL,
    height: SIDE * CELL,
    relief: 150,
    hurst: 0.8,
    craterDensity: 0.02,
    largestDiameter: 800,
    detail: 2 * CELL,
  });
  const rng = createRng(5);
  const view = (col, row, offset) => {
    const transform = [CELL, 0, CELL * col, 0, -CELL, CELL * (SIDE - row)];
    const { data } = sampleTerrain(terrain, { width: SIDE, height: SIDE, transform, crs: null });
    return data.map((h) => h + offset + rng.normal());
  };
  return { image: view(0, 0, 5000), template: view(3.3, -2.6, 0) };
}

/** Copy that threads read in place. Only theirs: plain loops over shared memory are slower, which would flatter the ratio. */
function shared(plane) {
  const copy = new Float32Array(new SharedArrayBuffer(plane.byteLength));
  copy.set(plane);
  return copy;
}

function placesOf(count) {
  const rng = createRng(7);
  const room = SIDE - CHIP - 2 * RADIUS;
  return Int32Array.from(
    Array.from({ length: count }, () => {
      const [col, row] = [RADIUS + rng.int(room), RADIUS + rng.int(room)];
      return [col, row, col, row];
    }).flat(),
  );
}

async function matchOnThreads(pool, places) {
  const share = 4 * Math.ceil(places.length / 4 / pool.length);
  const parts = await Promise.all(
    pool.map(
      (worker, i) =>
        new Promise((resolve, reject) => {
          worker.once('message', resolve);
          worker.once('error', reject);
          worker.postMessage(places.slice(i * share, (i + 1) * share));
        }),
    ),
  );
  const surfaces = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    surfaces.set(part, at);
    at += part.length;
  }
  return surfaces;
}

/** Index of the least value of every surface. */
function minimaOf(surfaces) {
  const length = (2 * RADIUS + 1) ** 2;
  return Array.from({ length: surfaces.length / length }, (_, k) => {
    let best = 0;
    for (let i = 1; i < length; i++) {
      if (surfaces[k * length + i] < surfaces[k * length + best]) best = i;
    }
    return best;
  });
}

function checkMinima(minima, [[literal], ...fast]) {
  for (const [label] of fast) {
    const own = minima.get(label);
    const differs = minima.get(literal).some((at, i) => own[8 * i] !== at);
    if (differs) throw new Error(`${label} finds other minima than the literal loop.`);
  }
}
