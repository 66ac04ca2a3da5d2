import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { registerReconstruction } from '../../../dist/pipelines/reconstruct/register-images.node.js';
import { inspectInputs } from '../../../dist/product/inputs.node.js';
import { runSettingsSchema } from '../../../dist/product/run-settings.js';
import { unionGrid } from '../../../dist/resample/target-grid.js';
import { lunarScene } from '../cuesta.mjs';
import { round } from '../measures.mjs';
import { crop, readRaster, writeRaster } from '../rasters.mjs';
import { table } from '../results-page.mjs';

export const needsModel = false;

const SIZE = { width: 2048, height: 1536 };
const SMOKE = { width: 1024, height: 768 };
/** Pixels by which an image is at most off its place, before stretch and turn. */
const MISPLACED = 8;
/** Suns that make one ground look alike, or not. */
const ALIKE = ['315,20', '330,28', '290,35'];
const UNLIKE = ['315,20', '60,30', '200,14'];
/** Parts of the width that strips cover, so that neighbours share a fifth of theirs. */
const STRIPS = [
  [0, 0.38],
  [0.31, 0.69],
  [0.62, 1],
];

/** How far images are from their place before and after registration, which the simulation knows. */
export async function run(settings) {
  const seeds = settings.seeds ?? (settings.smoke ? [511] : [511, 513, 515]);
  const size = settings.smoke ? SMOKE : SIZE;
  const cases = [];
  for (const seed of seeds) {
    const common = { seed, ...size, misregistration: MISPLACED, noTruth: true };
    const alike = lunarScene(settings, { ...common, sun: ALIKE });
    cases.push({ seed, images: 'similar Suns', ...(await judge(alike, whole(alike))) });
    cases.push({ seed, images: 'similar Suns, strips', ...(await judge(alike, await strips(alike))) });
    const unlike = lunarScene(settings, { ...common, sun: UNLIKE });
    cases.push({ seed, images: 'other Suns', ...(await judge(unlike, whole(unlike))) });
  }
  return { result: { seeds, size, cases }, markdown: page(cases, size), pictures: {} };
}

/** Images as they are: file, true place of its pixels (`drawMisregistration`), Sun. */
function whole(scene) {
  const { images } = JSON.parse(readFileSync(join(scene.folder, 'scene.json'), 'utf8'));
  return images.map(({ misregistration }, i) => ({
    path: scene.file(`image-${i + 1}`),
    truth: misregistration,
    sun: scene.suns[i],
  }));
}

/** Parts of the images side by side. */
async function strips(scene) {
  const parts = [];
  for (const [i, { path, truth, sun }] of whole(scene).entries()) {
    const image = await readRaster(path);
    const [col, end] = STRIPS[i].map((share) => Math.round(share * image.width));
    const strip = crop(image, { col, row: 0, width: end - col, height: image.height });
    const [a0, a1, a2, b0, b1, b2] = truth;
    parts.push({
      path: await writeRaster(join(scene.folder, `strip-${i + 1}.tif`), strip),
      truth: [a0 + (a1 - 1) * col, a1, a2, b0 + b1 * col, b1, b2],
      sun,
    });
  }
  return parts;
}

async function judge(scene, parts) {
  const { signal } = new AbortController();
  const context = {
    ...{ signal, progress: () => {}, log: () => {}, command: 'registration' },
    settings: runSettingsSchema.parse({}),
  };
  const files = await inspectInputs([...parts.map(({ path }) => path), scene.file('coarse')], signal);
  const [images, reference] = [files.slice(0, -1), files.at(-1)];
  const output = { ...images[0].grid, ...unionGrid(images.map(({ grid }) => grid)) };
  const inputs = { images, reference, suns: parts.map(({ sun }) => sun), pairs: [], output };
  const registered = await registerReconstruction(inputs, context).catch(refused);
  if (registered === null) return { onto: ['refused'] };
  const { grids, placements } = registered;
  const extents = images.map(({ grid }) => extentOf(grid));
  const errors = (i, grid, extent) => errorsOf(parts[i].truth, images[i].grid, grid, extent);
  const before = images.flatMap(({ grid }, i) => errors(i, grid, extents[i]));
  const after = grids.flatMap((grid, i) => errors(i, grid, extents[i]));
  const apart = grids.slice(1).flatMap((grid, i) => {
    const shared = intersectionOf(extents[i], extents[i + 1]);
    const one = errors(i, grids[i], shared);
    return errors(i + 1, grid, shared).map(([x, y], k) => [x - one[k][0], y - one[k][1]]);
  });
  return {
    onto: placements.map(({ onto }) =>
      onto === 'reference' ? onto : basename(onto, '.tif').replace(/\D+/, ''),
    ),
    before: rms(before),
    after: rms(after),
    worst: Math.max(...after.map(([x, y]) => Math.hypot(x, y))),
    apart: rms(apart),
  };
}

/** An image that shows too few cells of the coarse model is refused, not placed wrongly. */
function refused(error) {
  if (error.code === 'convergence') return null;
  throw error;
}

const PLACES = [0, 0.25, 0.5, 0.75, 1];

/** West, north, east and south. */
function extentOf({ width, height, transform: [pixel, , west, , down, north] }) {
  return [west, north, west + pixel * width, north + down * height];
}

function intersectionOf(a, b) {
  return [Math.max(a[0], b[0]), Math.min(a[1], b[1]), Math.min(a[2], b[2]), Math.max(a[3], b[3])];
}

/** In pixels, at places all over a part of the ground as the file has it: where the grid has them, less where they are. */
function errorsOf(truth, nominal, { transform: [a, b, c, d, e, f] }, [left, top, right, bottom]) {
  const [a0, a1, a2, b0, b1, b2] = truth;
  const [pixel, , west, , down, north] = nominal.transform;
  return PLACES.flatMap((x) =>
    PLACES.map((y) => {
      const col = (left + x * (right - left) - west) / pixel;
      const row = (top + y * (bottom - top) - north) / down;
      const has = [(a * col + b * row + c - west) / pixel, (d * col + e * row + f - north) / down];
      return [has[0] - (a0 + a1 * col + a2 * row), has[1] - (b0 + b1 * col + b2 * row)];
    }),
  );
}

function rms(errors) {
  return Math.sqrt(errors.reduce((sum, [x, y]) => sum + x * x + y * y, 0) / errors.length);
}

function page(cases, { width, height }) {
  return `Three images of ${width} x ${height} px of 1.5 m, or three strips of them side by side, up to ${MISPLACED} px off their place and stretched and turned by
a quarter of that at their borders; coarse DTM of 60 m with default noise. Distances from the true place over all images, and from each
other over what neighbours share, pixels (a cell of the coarse DTM has 40).

${table(
  [
    'scene',
    'images',
    'registered to',
    'before, RMS',
    'after, RMS',
    'after, worst',
    'neighbours to each other, RMS',
  ],
  cases.map((c) => [
    c.seed,
    c.images,
    c.onto.join(', '),
    ...[c.before, c.after, c.worst, c.apart].map((v) => round(v)),
  ]),
)}`;
}
