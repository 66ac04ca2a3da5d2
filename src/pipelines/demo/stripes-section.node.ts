import { meanProduct } from '../../adjust/model.js';
import type { SceneResult } from '../../adjust/result.js';
import type { Compute } from '../../core/kernel.js';
import type { JobContext } from '../../product/job-context.js';
import { readPreview } from '../../product/preview.node.js';
import { BLUE_RED } from '../../report/colour-maps.js';
import { symmetricScale } from '../../report/colour-scale.js';
import type { Figure } from '../../report/figure.js';
import type { Section, Table } from '../../report/html-report.js';
import { figureDifference, figureHillshade } from '../../report/map-figures.js';
import { formatNumber } from '../../report/number-format.js';
import { shadeRaster } from '../../report/shade-raster.js';
import type { StripeScene } from '../../simulate/stripe-scene.js';
import type { DemoFiles } from './demo-files.node.js';
import type { DemoStripes } from './make-stripes.node.js';
import { mosaicTable } from './report-tables.js';

/** What the adjustment of the stripes gains. */
export async function stripesSection(
  { stripes: files }: DemoFiles,
  stripes: DemoStripes,
  compute: Compute,
  { signal }: JobContext,
): Promise<Section> {
  const [block, paste, blockDh, pasteDh] = await Promise.all(
    [files.block, files.paste, files.blockDh, files.pasteDh].map((path) => readPreview(path, signal)),
  );
  const scale = symmetricScale(pasteDh!.data, BLUE_RED);
  const sign = 'dh = mosaic − truth, the same colours in both.';
  const figures: readonly Figure[] = await Promise.all([
    figureHillshade(paste!, await shadeRaster(paste!, compute), {
      title: 'Stripes, pasted',
      caption: 'The scenes as they are given, the last one on top.',
    }),
    figureHillshade(block!, await shadeRaster(block!, compute), {
      title: 'Stripes, adjusted',
      caption: 'The same scenes, corrected and blended.',
    }),
    figureDifference(pasteDh!, { title: 'Error of the pasted stripes', caption: sign }, scale),
    figureDifference(blockDh!, { title: 'Error of the adjusted stripes', caption: sign }, scale),
  ]);
  const caption = 'Adjusted and pasted stripes';
  const mosaics = mosaicTable(caption, [
    ['Adjusted', stripes.block, stripes.adjusted.seams.blended],
    ['Pasted', stripes.paste, stripes.pasteSeams],
  ]);
  const tables = [mosaics, sceneTable(stripes)];
  return { heading: 'Stripes that do not fit, adjusted', text: [textOf(stripes)], figures, tables };
}

function textOf({ simulated, adjusted }: DemoStripes): string {
  const { orbits, scenes, width, height, pixel } = simulated.options;
  const { givenRmse, control } = adjusted.block;
  return (
    `Another ground, on Earth: ${orbits} orbits of ${scenes} scenes of ${width} × ${height} pixels of ${pixel} m, as a radar ` +
    'interferometer makes them. Every scene is shifted and sheared by some pixels, wrong by a cubic surface of several metres, noisy ' +
    'towards its edges, and empty in layover, shadow and water. cuesta adjust matches the overlaps with each other and with a coarse ' +
    'reference model, and takes laser points as control. Of these, ' +
    `${control?.check ?? 0} take no part: there the scenes are off by ${formatNumber(givenRmse, 2)} m (RMSE), the adjusted mosaic by ` +
    `${formatNumber(adjusted.mosaicRmse, 2)} m. What is left in the mosaic is mostly the scenes' noise.`
  );
}

/** The errors that the scenes were given, and what the corrections leave of them. */
function sceneTable({ simulated, adjusted }: DemoStripes): Table {
  const { plan, height } = adjusted.block;
  const number = (heading: string, unit: string) => ({ heading, unit, align: 'number' as const });
  return {
    caption: 'Errors that the scenes were given (RMS over the scene), and what is left of them',
    columns: [
      { heading: 'Scene', align: 'text' },
      number('Position', 'px'),
      number('Left', 'px'),
      number('Height', 'm'),
      number('Left', 'm'),
    ],
    rows: simulated.scenes.map((scene) => {
      const [position, positionLeft] = beforeAndAfter(scene, 'plane', plan?.scenes);
      const [error, errorLeft] = beforeAndAfter(scene, 'height', height.scenes);
      const { pixel } = simulated.options;
      const numbers = [position / pixel, positionLeft / pixel, error, errorLeft];
      return [scene.name, ...numbers.map((value) => formatNumber(value, 2))];
    }),
  };
}

function beforeAndAfter(
  { name, correction }: StripeScene,
  quantity: 'plane' | 'height',
  found: readonly SceneResult[] = [],
): [before: number, after: number] {
  const truth = correction[quantity];
  const parameters = found.find(({ scene }) => scene.id === name)?.parameters ?? [];
  return [rmsOf(truth), rmsOf(truth.map((c, i) => c - (parameters[i] ?? 0)))];
}

/** Of a height polynomial over its scene, or of the length of a shift by two planes. */
function rmsOf(coefficients: readonly number[]): number {
  if (coefficients.length === 6)
    return Math.hypot(rmsOf(coefficients.slice(0, 3)), rmsOf(coefficients.slice(3)));
  let square = 0;
  for (const [i, a] of coefficients.entries()) {
    for (const [j, b] of coefficients.entries()) square += a * b * meanProduct(i, j);
  }
  return Math.sqrt(square);
}
