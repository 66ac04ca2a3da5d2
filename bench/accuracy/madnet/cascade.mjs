import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { simulateSchema } from '../../../dist/pipelines/simulate/config.js';
import { marsScene as drawnScene } from '../../../dist/pipelines/simulate/mars-scene.js';
import { blockMeans } from '../jspsr/earth-scene.mjs';
import { heightError, round, slopeError } from '../measures.mjs';
import { panels, shades, stretch } from '../pictures.mjs';
import { crop, readRaster, writeRaster } from '../rasters.mjs';
import { reconstruct } from '../reconstruct.mjs';
import { picture, table } from '../results-page.mjs';
import { errorBands } from './bands.mjs';
import { RATIO } from './judge.mjs';
import { landformsOf, marsScene } from './mars-scene.mjs';

/** Pixels of the CaSSIS-like image along one of the HRSC-like image: 13.8 m. */
const HRSC = 3;
const OCTAVES = 6;
const KINDS = ['landslides', 'plateaus'];
const VARIANTS = ['reference', 'direct', 'pyramid', 'cascade'];
/** Of the pyramid: evenly from a third of the reference's pixel to the image's. */
const STEPS = 3;
/** Cells of the reference: the simulated MOLA model is as sharp as its cells. */
const LOW_PASS = ['--low-pass', 0.5];

/** MOLA to CaSSIS at once, in steps, and by way of an HRSC-like image under another Sun, on ground with long relief. */
export async function run(settings) {
  const size = settings.size ?? (settings.smoke ? 900 : 2304);
  const options = { size, images: 2, reference: 'mola' };
  const chosen = settings.seeds ?? KINDS.flatMap((kind) => seedsOf(kind, options, settings.smoke ? 1 : 2));
  const scenes = [];
  for (const seed of [...new Set(chosen)]) {
    scenes.push(await judgeScene(settings, marsScene(settings, { ...options, seed }), seed));
  }
  const rows = scenes.map(({ rasters: _rasters, image: _image, ...figures }) => figures);
  return {
    result: { size, rows },
    markdown: page(rows, size),
    pictures: { cascade: await pictureOf(scenes) },
  };
}

/** The first odd seeds from 201 whose scenes have a landform. */
function seedsOf(kind, options, count) {
  const found = [];
  for (let seed = 201; found.length < count; seed += 2) {
    const config = simulateSchema.parse({ scenery: 'mars', output: '.', seed, ...options });
    if (drawnScene(config).options.terrain[kind] !== null) found.push(seed);
  }
  return found;
}

async function judgeScene(settings, scene, seed) {
  const middle = join(scene.folder, 'hrsc.tif');
  if (!existsSync(middle)) {
    await writeRaster(middle, blockMeans(await readRaster(scene.file('image-2')), HRSC));
  }
  const [sun, otherSun] = scene.suns;
  const made = (name, images, suns, flags) => {
    const output = join(scene.folder, `${name}.tif`);
    const job = { images, suns, reference: scene.file('reference'), output };
    return reconstruct(settings, { ...job, flags: [...LOW_PASS, ...flags] });
  };
  const image1 = scene.file('image-1');
  const direct = await made('direct', [image1], [sun], []);
  const pyramid = await made('pyramid', [image1], [sun], ['--pyramid', STEPS]);
  const cascade = await made('cascade', [middle, image1], [otherSun, sun], ['--cascade']);
  const truth = blockMeans(await readRaster(scene.file('truth')), RATIO);
  const rasters = {
    ...{ reference: direct.reference, direct: direct.dtm },
    ...{ pyramid: pyramid.dtm, cascade: cascade.dtm, truth },
  };
  const models = Object.fromEntries(
    VARIANTS.map((name) => [
      name,
      {
        rmse: heightError(rasters[name], truth).rmse,
        slope: slopeError(rasters[name], truth).degrees,
        bands: errorBands(rasters[name], truth, OCTAVES),
      },
    ]),
  );
  const image = blockMeans(await readRaster(image1), RATIO);
  return { seed, landforms: landformsOf(scene.drawn), models, rasters, image };
}

function page(rows, size) {
  const label = ({ seed, landforms }) => `${seed}: ${landforms.join(', ')}`;
  const heads = VARIANTS.flatMap((name) => [`${name}, height RMSE [m]`, `slope RMSE [deg]`]);
  const overall = rows.map((row) => [
    label(row),
    ...VARIANTS.flatMap((name) => [round(row.models[name].rmse), round(row.models[name].slope)]),
  ]);
  const bands = rows[0].models.direct.bands.map(({ from, to }, k) => {
    const rms = (name) =>
      Math.sqrt(rows.reduce((sum, { models }) => sum + models[name].bands[k].rmse ** 2, 0) / rows.length);
    const wavelengths = to === null ? `longer than ${round(from)} m` : `${round(from)} to ${round(to)} m`;
    const [reference, direct, pyramid, cascade] = VARIANTS.map(rms);
    return [wavelengths, ...[reference, direct, pyramid, cascade, cascade / direct].map((v) => round(v))];
  });
  return `${rows.length} scenes of ${size} x ${size} px of 4.6 m with landslides or plateaus (seeds ${rows.map(({ seed }) => seed).join(', ')}); reference like MOLA (463 m), \`${LOW_PASS.join(' ')}\`. Direct: the CaSSIS-like image over it.
Pyramid: the same image in ${STEPS} steps from coarse to fine (\`--pyramid\`, after MADNet 2.0). Cascade: first an HRSC-like image (${HRSC} x ${HRSC} px averaged, another Sun), whose model is the reference of the CaSSIS-like image (\`--cascade\`).

${table(['scene', ...heads], overall)}

Error by wavelength, all scenes; squares of the bands add up to that of the height RMSE:

${table(['wavelengths', ...VARIANTS.map((name) => `${name} [m]`), 'cascade over direct'], bands)}

${picture('cascade', 'Image, reference, direct, pyramid, cascade and truth', 'madnet')}

Per scene: image, reference, direct, pyramid, cascade and truth, shaded from 315 deg, 30 deg high.`;
}

function pictureOf(scenes) {
  return panels(
    scenes.map(({ rasters, image }) => {
      const side = Math.min(300, image.width, image.height);
      const window = {
        ...{ col: Math.floor((image.width - side) / 2), row: Math.floor((image.height - side) / 2) },
        ...{ width: side, height: side },
      };
      const parts = [rasters.truth, ...VARIANTS.map((name) => rasters[name])];
      const [truth, ...others] = shades(
        parts.map((raster) => crop(raster, window)),
        { azimuth: 315, elevation: 30 },
      );
      return [stretch(crop(image, window)), ...others, truth];
    }),
  );
}
