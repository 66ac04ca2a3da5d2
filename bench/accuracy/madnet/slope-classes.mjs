import { gradients } from '../measures.mjs';
import { lowPassed } from './low-pass.mjs';

/** Upper ends of classes of the true slope, degrees; the last is open. */
const CLASSES = [
  { name: 'flat, below 2 deg', below: 2 },
  { name: '2 to 5 deg', below: 5 },
  { name: '5 to 10 deg', below: 10 },
  { name: '10 to 20 deg', below: 20 },
  { name: 'steep, 20 deg and more', below: 90 },
];

const DEGREES = 180 / Math.PI;

/**
 * Sums over the pixels of every class of the true slope, for {@link classFigures}: squared errors of heights and slope angles of the
 * reference and the model, and products of their gradients with the true ones, all high-passed: without what a Gaussian of half a cell of
 * the reference (`cell` pixels) leaves.
 */
export function classSums({ dtm, reference, truth }, cell) {
  const rasters = { truth, reference, dtm };
  const full = mapOf(rasters, gradients);
  const fine = mapOf(rasters, (raster) => gradients(highPassed(raster, cell / 2)));
  const sums = CLASSES.map(() => ({ pixels: 0, true: 0, reference: emptySums(), dtm: emptySums() }));
  const angle = ({ p, q }, i) => DEGREES * Math.atan(Math.hypot(p[i], q[i]));
  for (let i = 0; i < truth.data.length; i++) {
    const slope = angle(full.truth, i);
    const valid = fine.dtm.p[i] + fine.dtm.q[i] + fine.reference.p[i] + fine.truth.p[i];
    if (Number.isNaN(valid + slope)) continue;
    const sum = sums[CLASSES.findIndex(({ below }) => slope < below)];
    const [p, q] = [fine.truth.p[i], fine.truth.q[i]];
    sum.pixels++;
    sum.true += p * p + q * q;
    for (const name of ['reference', 'dtm']) {
      const [s, g] = [sum[name], fine[name]];
      s.height += (rasters[name].data[i] - truth.data[i]) ** 2;
      s.slope += (angle(full[name], i) - slope) ** 2;
      s.found += g.p[i] ** 2 + g.q[i] ** 2;
      s.product += g.p[i] * p + g.q[i] * q;
    }
  }
  return sums;
}

/** Sums of several scenes, added class by class. */
export function addedSums(scenes) {
  return CLASSES.map((_, k) => {
    const parts = scenes.map((sums) => sums[k]);
    const total = (pick) => parts.reduce((sum, part) => sum + pick(part), 0);
    const model = (name) =>
      Object.fromEntries(Object.keys(emptySums()).map((key) => [key, total((part) => part[name][key])]));
    return {
      pixels: total((part) => part.pixels),
      true: total((part) => part.true),
      reference: model('reference'),
      dtm: model('dtm'),
    };
  });
}

/**
 * Figures of every class. `amplitude`: root mean square of high-passed slopes found over that of the true ones, 1 is right, less is too
 * smooth. `response`: the factor by which true slopes come back on average; what is made up counts in the amplitude only.
 */
export function classFigures(sums) {
  const all = sums.reduce((n, { pixels }) => n + pixels, 0);
  return sums.map(({ pixels, true: power, reference, dtm }, k) => {
    const rms = (sum) => Math.sqrt(sum / pixels);
    return {
      ...{ name: CLASSES[k].name, share: pixels / all },
      ...{ referenceHeight: rms(reference.height), height: rms(dtm.height) },
      ...{ referenceSlope: rms(reference.slope), slope: rms(dtm.slope) },
      heightRatio: Math.sqrt(dtm.height / reference.height),
      slopeRatio: Math.sqrt(dtm.slope / reference.slope),
      referenceAmplitude: Math.sqrt(reference.found / power),
      amplitude: Math.sqrt(dtm.found / power),
      referenceResponse: reference.product / power,
      response: dtm.product / power,
      correlation: dtm.product / Math.sqrt(power * dtm.found),
    };
  });
}

const emptySums = () => ({ height: 0, slope: 0, found: 0, product: 0 });

function mapOf(record, change) {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}

function highPassed(raster, sigma) {
  const smooth = lowPassed(raster, sigma);
  return { ...raster, data: raster.data.map((z, i) => z - smooth[i]) };
}
