import { join } from 'node:path';
import { cuesta } from '../cuesta.mjs';
import { heightError, slopeError } from '../measures.mjs';
import { describeModel } from '../model-description.mjs';
import { minus, readRaster } from '../rasters.mjs';
import { blockMeans, earthScene, readBands } from './earth-scene.mjs';
import { heldoutPage } from './heldout-page.mjs';
import { heldoutPictures } from './heldout-pictures.mjs';

const BARS = { height: 0.6, slope: 0.7, bias: 0.7, faster: 4 };

/** Pixels of the scene per pixel of the DTM, of 2 and 8 m. */
const FACTOR = 4;

/** 334 pixels of the DTM: three times three tiles of 128, as in the paper's merge. */
const SIZE = 1336;

/** Scenes that no training saw: the interpolated DEM, the baseline and the DTM against the truth. */
export async function run(settings) {
  const seeds =
    settings.seeds?.split(',').map(oddSeed) ?? (settings.smoke ? [101] : [101, 103, 105, 107, 109, 111]);
  const size = Number(settings.size ?? (settings.smoke ? 512 : SIZE));
  const scenes = [];
  for (const seed of seeds) scenes.push(await judge(settings, earthScene(settings, { seed, size })));
  const names = Object.keys(scenes[0].models);
  const pooled = Object.fromEntries(
    names.map((name) => [name, pool(scenes.map(({ models }) => models[name]))]),
  );
  const seconds = secondsPer(scenes);
  const passed = verdict(pooled, seconds);
  const baseline = settings.baseline === undefined ? null : await describeModel(settings.baseline);
  const rows = scenes.map(({ seed, models }) => ({ seed, models }));
  return {
    result: { seeds, size, bars: BARS, passed, baseline, rows, pooled, seconds },
    markdown: heldoutPage({ seeds, size, bars: BARS, passed, rows, pooled, seconds }),
    pictures: await heldoutPictures(scenes),
  };
}

function oddSeed(text) {
  const seed = Number(text);
  if (Number.isInteger(seed) && seed % 2 === 1) return seed;
  throw new Error(`Seed ${text} is not odd: training draws scenes of even seeds.`);
}

/** Sums of errors of every model of a scene, its rasters at 8 m, and what the networks took. */
async function judge(settings, scene) {
  const output = join(scene.folder, 'dtm.tif');
  const files = { dem: 'dem', image: 'image', mask: 'land-use', canopy: 'canopy' };
  const { metrics } = cuesta(
    'enhance',
    ...Object.entries(files).flatMap(([flag, name]) => [`--${flag}`, scene.file(name)]),
    ...['--model', settings.model],
    ...(settings.baseline === undefined ? [] : ['--baseline', settings.baseline]),
    ...['--bicubic', '-o', output, '--threads', settings.threads, '--overwrite'],
  );
  const [truth, surface, canopy] = await Promise.all(
    ['truth', 'surface', 'canopy'].map(async (name) => readRaster(scene.file(name))),
  );
  const covered = coverOf(truth, surface, canopy);
  const coarse = blockMeans(truth, FACTOR);
  const products = ['bicubic', ...(settings.baseline === undefined ? [] : ['baseline']), 'dtm'];
  const rasters = {};
  const models = {};
  for (const name of products) {
    rasters[name] = await readRaster(name === 'dtm' ? output : output.replace('.tif', `_${name}.tif`));
    models[name] = errorsOf(rasters[name], coarse, covered);
  }
  const image = (await readBands(scene.file('image'))).map((band) => blockMeans(band, FACTOR));
  return { seed: scene.seed, models, rasters: { ...rasters, truth: coarse }, image, runs: metrics.runs };
}

/** Pixels at least half of which are built over, and at least half of which trees of two metres cover. */
function coverOf(truth, surface, canopy) {
  const share = (inside) =>
    blockMeans({ ...truth, data: truth.data.map((_, i) => (inside(i) ? 1 : 0)) }, FACTOR).data;
  const built = share((i) => surface.data[i] - truth.data[i] - canopy.data[i] > 0.5);
  const wooded = share((i) => canopy.data[i] >= 2);
  return { buildings: built.map((s) => (s >= 0.5 ? 1 : 0)), woods: wooded.map((s) => (s >= 0.5 ? 1 : 0)) };
}

function errorsOf(tested, truth, covered) {
  const dh = minus(tested, truth);
  const bias = Object.fromEntries(
    Object.entries(covered).map(([name, inside]) => {
      const values = dh.data.filter((d, i) => inside[i] === 1 && !Number.isNaN(d));
      return [name, { pixels: values.length, sum: values.reduce((a, b) => a + b, 0) }];
    }),
  );
  const { rmse, mean, meanAbs, pixels } = heightError(tested, truth);
  const { degrees, gradient } = slopeError(tested, truth);
  return { rmse, mean, meanAbs, pixels, slope: degrees, gradient, bias };
}

/** Over all pixels of all scenes, which are of one size. */
function pool(models) {
  const mean = (pick) => models.reduce((sum, model) => sum + pick(model), 0) / models.length;
  const rms = (key) => Math.sqrt(mean((model) => model[key] ** 2));
  const biasOf = (names) => {
    const total = (key) => models.reduce((s, { bias }) => s + names.reduce((t, n) => t + bias[n][key], 0), 0);
    return total('sum') / total('pixels');
  };
  return {
    ...{ rmse: rms('rmse'), slope: rms('slope'), gradient: rms('gradient') },
    ...{ mean: mean((model) => model.mean), meanAbs: mean((model) => model.meanAbs) },
    bias: {
      buildings: biasOf(['buildings']),
      woods: biasOf(['woods']),
      both: biasOf(['buildings', 'woods']),
    },
  };
}

/** Seconds in each network per megapixel of the DTM: the least of the scenes, since other load only adds to it. */
function secondsPer(scenes) {
  const names = Object.keys(scenes[0].runs);
  return Object.fromEntries(
    names.map((name) => [
      name,
      Math.min(...scenes.map(({ runs, rasters }) => (1e6 * runs[name].seconds) / rasters.dtm.data.length)),
    ]),
  );
}

function verdict({ bicubic, baseline, dtm }, seconds) {
  const reduced = (name) => 1 - Math.abs(dtm.bias[name]) / Math.abs(bicubic.bias[name]);
  return {
    height: dtm.rmse / bicubic.rmse <= BARS.height,
    slope: dtm.slope / bicubic.slope <= BARS.slope,
    bias: reduced('both') >= BARS.bias,
    ...(baseline === undefined
      ? {}
      : { better: dtm.rmse < baseline.rmse, faster: seconds.baseline / seconds.dtm > 1 }),
  };
}
