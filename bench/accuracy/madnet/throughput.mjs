import { mirroredScene, SCENES } from '../chen2022/mirrored-scene.mjs';
import { round } from '../measures.mjs';
import { table } from '../results-page.mjs';
import { measureThroughput, STAGES } from '../throughput.mjs';
import { marsScene } from './mars-scene.mjs';

const THREADS = 2;
const BARS = { minutes: 8, peakMiB: 4096 };
/** Published for a CaSSIS or CTX strip with a GPU: the network a few seconds, all of the chain. */
const PAPER = { minutes: 20 };
const SUN = { azimuth: 300, elevation: 30 };
/** By how much the image is off its place, pixels. */
const SHIFT = [6, -4];
/** Pixels per cell of the reference: 50 m. */
const CELL = 11;

/** The whole chain on one image: seconds by stage, share of the network, peak memory. */
export async function run(settings) {
  const size = settings.size ?? (settings.smoke ? 2200 : 10_000);
  const seed = settings.seeds?.[0] ?? 503;
  const scene = await mirroredScene({
    ...{ size, cell: CELL, sun: SUN, shift: SHIFT, coarse: 'reference' },
    simulate: ({ side, suns }) => marsScene(settings, { seed, size: side, noTruth: true, sun: suns }),
  });
  const measured = await measureThroughput(settings, { ...scene, sun: SUN, threads: THREADS });
  const megapixels = (scene.width * scene.height) / 1e6;
  const network = measured.networkTiles * measured.tile;
  const figures = {
    ...{ width: scene.width, height: scene.height, threads: THREADS, ...measured, megapixels },
    ...{ minutes: measured.total / 60, networkCpu: network, networkShare: network / measured.cpu },
  };
  const passed = figures.minutes <= BARS.minutes && measured.peakMiB <= BARS.peakMiB;
  return { result: { bars: BARS, passed, ...figures }, markdown: page(figures, passed), pictures: {} };
}

function page(f, passed) {
  const rows = Object.entries(f.stages).map(([stage, seconds]) => [
    STAGES[stage],
    round(seconds),
    round(f.megapixels / seconds),
    `${Math.round((100 * seconds) / f.total)} %`,
  ]);
  const whole = ['whole chain', round(f.total), round(f.megapixels / f.total), '100 %'];
  const [{ moved }] = f.placements;
  return `One image of ${f.width} x ${f.height} px (${round(f.megapixels)} Mpx, one scene mirrored ${SCENES} x ${SCENES} times with the shading of its Sun everywhere) over an HRSC-like model, ${f.threads}
threads, registration included, no sigma.

${table(['stage', 'seconds', 'Mpx of the image / s', 'share'], [...rows, whole])}

Of the tiles, summed over the threads: reading ${round(f.work.reading)} s, network ${round(f.work.network)} s, alignment ${round(f.work.alignment)} s.
The process used ${round(f.cpu)} s of CPU time; the network alone ${round(f.networkCpu)} s of it (${f.networkTiles.toLocaleString('en')} tiles of ${round(1000 * f.tile)} ms), **${Math.round(100 * f.networkShare)} %**.
Peak memory ${round(f.peakMiB)} MiB. The image was ${SHIFT.join(' and ')} px off; registration moved it by ${moved.map((m) => `${m.toFixed(1)} m`).join(' and ')} (east, north).

Bars: ${BARS.minutes} min (the paper's chain took about ${PAPER.minutes} min with a GPU), ${BARS.peakMiB / 1024} GiB: **${passed ? 'met' : 'missed'}**, ${round(f.minutes)} min.`;
}
