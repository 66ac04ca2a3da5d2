import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { planTransform } from '../dist/adjust/apply.js';
import { evaluate } from '../dist/adjust/model.js';
import { normalise } from '../dist/adjust/scene.js';
import { invert, toMap } from '../dist/core/geo-transform.js';
import { parseCrs } from '../dist/geo/parse-crs.js';
import { createTransform } from '../dist/geo/transform.js';
import { openRaster } from '../dist/io/open.node.js';
import { measureControl } from '../dist/pipelines/adjust/control-heights.js';
import { cuesta, interleave, median, round } from './measure.mjs';
import { simulateStripes } from './stripes.mjs';

export const title =
  'block adjustment of simulated stripes like those of Hong et al. (4 orbits x 3 scenes, laser control): accuracy against truth';

const SCENE = { smoke: 400, default: 700, full: 700 };
const SEEDS = { smoke: 1, default: 5, full: 20 };
/** 311 control and 60 check points after screening, about. */
const LASER = ['--laser-points', 400];
const CHECKS = 60;
const CRS = 'EPSG:32650';

/**
 * Accuracy over the seeds: RMSE at check points before and after, and with the true parameters at the same sightings (the floor that
 * noise leaves), median and worst seed; parameters, of position and height together and by themselves, within 3 sigma of their stated
 * covariance, and chi-square per parameter.
 */
export async function run({ size, work }) {
  const seeds = [];
  for (let seed = 1; seed <= SEEDS[size]; seed++) {
    const folder = join(work, `seed${seed}`);
    simulateStripes(folder, ['--seed', seed, '--orbits', 4, '--scenes', 3, '--size', SCENE[size], ...LASER]);
    seeds.push(await accuracyOf(folder));
    await rm(folder, { recursive: true });
  }
  const of = (key) => seeds.map((s) => s[key]);
  const judged = (...quantities) => {
    const squares = seeds.flatMap((s) => quantities.flatMap((q) => s.squares[q]));
    const mean = (value) => squares.reduce((sum, s) => sum + value(s), 0) / squares.length;
    return { within: round(100 * mean((s) => (s < 9 ? 1 : 0)), 4), chiSquare: round(mean((s) => s)) };
  };
  const [all, plan, height] = [judged('plan', 'height'), judged('plan'), judged('height')];
  const accuracy = {
    label: `accuracy, ${seeds.length} seeds (median)`,
    before: round(median(of('before'))),
    after: round(median(of('after'))),
    mosaic: round(median(of('mosaic'))),
    ratio: round(median(of('ratio'))),
    worstRatio: round(Math.max(...of('ratio'))),
    overFloor: round(median(of('overFloor')), 4),
    worstOverFloor: round(Math.max(...of('overFloor')), 4),
    within3SigmaPercent: all.within,
    chiSquare: all.chiSquare,
    chiSquarePlan: plan.chiSquare,
    chiSquareHeight: height.chiSquare,
  };
  return [accuracy];
}

async function accuracyOf(folder) {
  const output = join(folder, 'm.tif');
  const command = cuesta(
    'adjust',
    join(folder, 'job.json'),
    '-o',
    output,
    '--check-points',
    String(CHECKS),
    '--quiet',
  );
  interleave([{ label: 'adjust', command }], 1);
  const read = async (name) => JSON.parse(await readFile(join(folder, name), 'utf8'));
  const found = await read('m_parameters.json');
  const truth = await read('true-parameters.json');
  const { givenRmse, after, mosaicRmse, points } = found.checkPoints;
  const floor = await floorOf(folder, found, truth, points);
  return {
    before: givenRmse,
    after: after.rmse,
    mosaic: mosaicRmse,
    ratio: after.rmse / givenRmse,
    overFloor: after.rmse / floor,
    squares: judge(found, truth),
  };
}

const trueScene = (truth, id) => truth.scenes.find(({ path }) => path.endsWith(`/${id}.tif`));

/** RMSE of the sightings with the parameters that the scenes were made with. */
async function floorOf(folder, found, truth, points) {
  const laser = (await readFile(join(folder, 'laser.csv'), 'utf8')).trim().split('\n').slice(1);
  const toMapCrs = createTransform(parseCrs('EPSG:4326'), parseCrs(CRS));
  let [squares, count] = [0, 0];
  for (const scene of found.scenes) {
    const { plane, height } = trueScene(truth, scene.id);
    const plan = planTransform({ scene, parameters: plane });
    const sightings = points
      .filter((point) => point.scene === scene.id)
      .map(({ id }) => {
        const [lon, lat, h] = laser[Number(id.replace('point ', '')) - 1].split(',').map(Number);
        const [x, y] = toMapCrs.forwardPoint(lon, lat);
        return { id, x, y, h };
      });
    const source = await openRaster(scene.path);
    const { georef, width, height: rows } = source.info;
    const shared = {
      scenes: [{ id: scene.id, path: scene.path, grid: { ...georef, width, height: rows } }],
      footprint: 70,
    };
    const task = { kind: 'control', scene: 0, points: sightings, plan };
    for (const { index, h } of await measureControl(task, source, shared, new AbortController().signal)) {
      const { x, y, h: known } = sightings[index];
      const [u, v] = normalise(scene, ...toMap(invert(plan), x, y));
      if (h === null) continue;
      squares += (h + evaluate(height, u, v) - known) ** 2;
      count++;
    }
    await source.close();
  }
  return Math.sqrt(squares / count);
}

/** Squared errors of all parameters over their stated variances: estimated against true ones, by quantity. */
function judge(found, truth) {
  const squaresOf = (quantity, real) =>
    found.scenes.flatMap((scene) => {
      const { parameters, covariance } = scene[quantity];
      const expected = trueScene(truth, scene.id)[real];
      return parameters.map(
        (value, i) => (value - expected[i]) ** 2 / covariance[i * (parameters.length + 1)],
      );
    });
  return { plan: squaresOf('plan', 'plane'), height: squaresOf('height', 'height') };
}
