import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readModel } from '../../../dist/nn/onnx/read-model.js';
import { round } from '../measures.mjs';
import { table } from '../results-page.mjs';
import { mirroredScene, SCENES } from './mirrored-scene.mjs';

export const needsModel = true;

const THREADS = 2;
const BARS = { megapixelsPerSecond: 0.7, peakMiB: 4096 };
/** The mosaic of the paper's section III-C, pixels. */
const CE4 = { width: 48_533, height: 20_200 };
const SUN = { azimuth: 300, elevation: 30 };
/** By how much the image is off its place, pixels. */
const SHIFT = [7, -4];

/** The whole chain on one strip: seconds by stage, peak memory, and what they mean for the area of CE-4. */
export async function run(settings) {
  const size = settings.size ?? (settings.smoke ? 1000 : 10_000);
  const scene = await mirroredScene(settings, {
    size,
    seed: settings.seeds?.[0] ?? 501,
    sun: SUN,
    shift: SHIFT,
  });
  const polyphase = await isPolyphase(settings.model);
  const measured = await measure(settings, scene);
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

/** In a process of its own, whose peak memory is that of the chain alone. */
async function measure({ model, work }, { image, reference }) {
  const job = {
    ...{ image: [image], reference, model, output: join(work, 'throughput.tif'), threads: THREADS },
    ...{ sunAzimuth: [SUN.azimuth], sunElevation: [SUN.elevation] },
  };
  const path = join(work, 'throughput-job.json');
  await writeFile(path, JSON.stringify(job));
  const worker = spawnSync(process.execPath, [join(import.meta.dirname, 'throughput-worker.mjs'), path], {
    encoding: 'utf8',
  });
  if (worker.status !== 0) throw new Error(`The reconstruction failed:\n${worker.stderr}`);
  return JSON.parse(worker.stdout);
}

function page(f, passed) {
  const names = {
    headers: 'headers and hashes',
    register: 'registration to the reference, sidecar',
    tiles: 'tiles: reading, network, alignment, blending, compression',
    write: 'writing the file',
  };
  const rows = Object.entries(f.stages).map(([stage, seconds]) => [
    names[stage],
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
