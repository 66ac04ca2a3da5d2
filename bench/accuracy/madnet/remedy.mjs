import { round } from '../measures.mjs';
import { describeModel } from '../model-description.mjs';
import { panels, shades } from '../pictures.mjs';
import { crop } from '../rasters.mjs';
import { picture, table } from '../results-page.mjs';
import { errorTable } from './heldout.mjs';
import { judge, pool } from './judge.mjs';
import { marsScene } from './mars-scene.mjs';

/** How smooth models are on flat and steep ground: heights from 0 to 1 in a tile, as published, and other networks. */
export async function run(settings) {
  const seeds = settings.seeds ?? (settings.smoke ? [101] : [101, 103, 105, 107, 109, 111]);
  const size = settings.size ?? (settings.smoke ? 640 : 1536);
  const networks = [];
  for (const [i, path] of [settings.model, ...settings.remedy].entries()) {
    const judged = [];
    for (const seed of seeds) {
      const scene = marsScene(settings, { seed, size, images: 1 });
      judged.push(await judge({ ...settings, model: path }, scene, { name: `remedy-${i}` }));
    }
    const { file, training } = await describeModel(path);
    networks.push({ label: labelOf(training), file, training, judged, ...pool(judged) });
  }
  const reference = networks[0].classes.map(({ referenceAmplitude, referenceResponse }) => {
    return { amplitude: referenceAmplitude, response: referenceResponse };
  });
  return {
    result: { seeds, size, reference, networks: networks.map(({ judged: _judged, ...rest }) => rest) },
    markdown: page(networks, reference, { seeds, size }),
    pictures: { remedy: await pictureOf(networks.map(({ judged }) => judged[0])) },
  };
}

/** By what the training's heights were scaled. */
function labelOf(training) {
  const target = training?.config?.data?.heights ?? training?.config?.data?.target;
  return target === undefined || target === 'relative'
    ? 'published: 0 to 1 in a tile'
    : `heights in ${target}`;
}

function page(networks, reference, { seeds, size }) {
  const names = networks[0].classes.map(({ name }) => name);
  const lines = (pick) => [
    ['reference', ...reference.map((c) => round(pick(c)))],
    ...networks.map(({ label, file, classes }) => [
      `${label} (\`${file}\`)`,
      ...classes.map((c) => round(pick(c))),
    ]),
  ];
  return `Slopes at wavelengths that the reference does not know (what a Gaussian of half of its cell leaves is taken away), by the slope of the
truth, over the scenes ${seeds.join(', ')} of ${size} x ${size} px. Amplitude: root mean square found over true; 1 is right, below it the model is too
smooth. Response: by which factor true slopes come back; what is made up is in the amplitude only.

Amplitude:

${table(
  ['network', ...names],
  lines(({ amplitude }) => amplitude),
)}

Response:

${table(
  ['network', ...names],
  lines(({ response }) => response),
)}

Ratio of slope RMSE to the reference's:

${table(
  ['network', ...names],
  networks.map(({ label, file, classes }) => [
    `${label} (\`${file}\`)`,
    ...classes.map((c) => round(c.slopeRatio)),
  ]),
)}

All ground:

${errorTable(
  'network',
  networks.map((network) => [`${network.label} (\`${network.file}\`)`, network]),
)}

${picture('remedy', 'One scene by every network', 'madnet')}

The truth, then the model of every network in the order of the tables, shaded from 315 deg, 30 deg high.`;
}

function pictureOf(judged) {
  const [{ truth }] = judged;
  const side = Math.min(320, truth.width, truth.height);
  const window = {
    ...{ col: Math.floor((truth.width - side) / 2), row: Math.floor((truth.height - side) / 2) },
    ...{ width: side, height: side },
  };
  const parts = [truth, ...judged.map(({ dtm }) => dtm)].map((raster) => crop(raster, window));
  return panels([shades(parts, { azimuth: 315, elevation: 30 })]);
}
