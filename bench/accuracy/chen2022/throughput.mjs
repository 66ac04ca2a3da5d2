import { readFile } from 'node:fs/promises';
import { readModel } from '../../../dist/nn/onnx/read-model.js';
import { lunarScene } from '../cuesta.mjs';
import { round } from '../measures.mjs';
import { table } from '../results-page.mjs';
import { measureThroughput, STAGES } from '../throughput.mjs';
import { mirroredScene, SCENES } from './mirrored-scene.mjs';

export const needsModel = true;

const THREADS = 2;
const BARS = { megapixelsPerSecond: 0.7, peakMiB: 4096 };
/** The mosaic of the paper's section III-C, pixels. */
const CE4 = { width: 48_533, height: 20_200 };
const SUN = { azimuth: 300, elevation: 30 };
/** By how much the image is off its place, pixels. */
const SHIFT = [7, -4];
/** Pixels per cell of the coarse model. */
const CELL = 40;

/** The whole chain on one strip: seconds by stage, peak memory, and what they mean for the area of CE-4. */
export async function run(settings) {
  const size = settings.size ?? (settings.smoke ? 1000 : 10_000);
  const seed = settings.seeds?.[0] ?? 501;
  const scene = await mirroredScene({
    ...{ size, cell: CELL, sun: SUN, shift: SHIFT, coarse: 'coarse' },
    simulate: ({ side, suns }) =>
      lunarScene(settings, { seed, size: side, ground: 'mare', noTruth: true, sun: suns }),
  });
  const polyphase = await isPolyphase(settings.model);
  const measured = await measureThroughput(settings, { ...scene, sun: SUN, threads: THREADS });
  const megapixels = (scene.width * scene.height) / 1e6;
  const rate = megapixels / measured.total;
  const network = measured.networkTiles * measured.tile;
  const figures = {
    ...{ width: scene.width, height: scene.height, threads: THREADS, ...measured, megapixels },
    ...{ megapixelsPerSecond: rate, networkCpu: network, networkShare: network / measured.cpu, polyphase },
    ce4Seconds: (CE4.width * CE4.height) / 1e6 / rate,
  };
  const passed = rate >= BARS.megapixelsPerSecond && measured.peakMiB <= BARS.peakMiB && polyphase;
  return { result: { bars: BARS, passed, ...figures }, markdown: page(figures, passed), pictures: {} };
}

/**
 * Whether all up-projections compute their four output phases on the small map: the graph then interleaves channels, and resizes
 * no map.
 */
async function isPolyphase(model) {
  const ops = readModel(await readFile(model), model).graph.nodes.map(({ opType }) => opType);
  return ops.includes('DepthToSpace') && !ops.includes('Resize') && !ops.includes('Upsample');
}

function page(f, passed) {
  const rows = Object.entries(f.stages).map(([stage, seconds]) => [
    STAGES[stage],
    round(seconds),
    round(f.megapixels / seconds),
    `${Math.round((100 * seconds) / f.total)} %`,
  ]);
  const whole = ['whole chain', round(f.total), round(f.megapixelsPerSecond), '100 %'];
  const [{ moved }] = f.placements;
  return `One image of ${f.width} x ${f.height} px (${round(f.megapixels)} Mpx, one scene mirrored ${SCENES} x ${SCENES} times with the shading of its Sun everywhere), ${f.threads} threads, no sigma.

${table(['stage', 'seconds', 'Mpx/s', 'share'], [...rows, whole])}

The process used ${round(f.cpu)} s of CPU time; the network alone ${round(f.networkCpu)} s of it (${f.networkTiles.toLocaleString('en')} tiles of ${round(1000 * f.tile)} ms), **${Math.round(100 * f.networkShare)} %**.
Its up-projections are ${f.polyphase ? 'polyphase: the graph resizes no map' : '**not polyphase**'}. Peak memory ${round(f.peakMiB)} MiB. The image was ${SHIFT.join(' and ')} px off;
registration moved it by ${moved.map((m) => `${m.toFixed(1)} m`).join(' and ')} (east, north).

The area of CE-4, ${CE4.width.toLocaleString('en')} x ${CE4.height.toLocaleString('en')} px, would take ${round(f.ce4Seconds / 60)} min in single coverage.

Bars: ${BARS.megapixelsPerSecond} Mpx/s, ${BARS.peakMiB / 1024} GiB, polyphase: **${passed ? 'met' : 'missed'}**.`;
}
