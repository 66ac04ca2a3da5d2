import { CuestaError } from '../../core/errors.js';
import type { Grid } from '../../core/georef.js';
import { mergeSeams, seamReport } from '../../mosaic/seam-report.js';
import type { JobContext } from '../../product/job-context.js';
import { finishProduct, runProduct } from '../../product/run-product.node.js';
import { writeProductSidecar } from '../../product/sidecar.node.js';
import { findSuns, requireSuns } from './find-suns.node.js';
import { thenTone } from './grey-tone.js';
import { measureGrey } from './measure-grey.node.js';
import { measureTones, type PairTone, tonesOf } from './pair-tones.node.js';
import type { ReconstructJob } from './plan-reconstruct.node.js';
import type { ReconstructMetrics, ReconstructResult } from './reconstruct-result.js';
import type { ReconstructTask, ReconstructTileValue, TileSeconds } from './reconstruct-task.js';
import { type ImagePlacement, registerReconstruction } from './register-images.node.js';
import { writeReconstructReport } from './report.node.js';
import { checkSeams } from './seam-check.js';
import type { ImageSun } from './suns.js';
import { SAME_TONE, type Tone } from './tone.js';

/**
 * Predicts, aligns and mosaics all tiles, writes the DTM with its siblings and sidecars. Throws `input` when no tile can be predicted,
 * or when the image shows nothing, and `quality` when a seam exceeds `maxSeam`: the products stand then all the same.
 */
export async function runReconstruct(
  planned: ReconstructJob,
  context: JobContext,
): Promise<ReconstructResult> {
  const watch = stopwatch();
  const shining = await lit(planned, context);
  const suns = watch();
  const { job: placed, placements } = await registered(shining, context);
  const registration = watch();
  const job = await toned(placed, context);
  const brightness = watch();
  const product = await runProduct<ReconstructTask, ReconstructTileValue>(
    job.definition,
    job.plan,
    context,
    (values) => requireHeightsMade(job, summarise(values)),
  );
  const { work, ...facts } = summarise(product.values);
  const metrics: ReconstructMetrics = {
    ...facts,
    ...{ placements, suns: job.suns, pairs: job.tones, earlier: job.earlier ?? [] },
    seconds: { suns, registration, brightness, tiles: product.seconds, work },
  };
  const warnings = [...warningsOf(metrics), ...unusedWarnings(job, product.values)];
  for (const warning of warnings) context.log('warn', warning);
  const result: ReconstructResult = { ...product, metrics, warnings };
  await writeProductSidecar({ ...job, config: job.asked ?? job.config, result, context, metrics, warnings });
  if (job.config.report !== undefined) await writeReconstructReport(job.config.report, job, result, context);
  await finishProduct(job.plan);
  checkSeams(job.config, metrics);
  return result;
}

/** The job with the Suns that it needs. */
async function lit(job: ReconstructJob, context: JobContext): Promise<ReconstructJob> {
  const { config, definition, images, needsSun, referenceImage } = job;
  const isCompared = registers(job) && referenceImage === null;
  const isWanted = isCompared || config.report !== undefined || needsSun;
  const suns = isWanted ? await findSuns(images, job.suns, definition.config.reference, context) : job.suns;
  for (const [i, sun] of suns.entries())
    if (sun !== null) context.log('info', describeSun(config.image[i]!, sun));
  return { ...job, suns: needsSun ? requireSuns(images, suns) : suns };
}

function registers({ config: { register }, referenceImage }: ReconstructJob): boolean {
  return register || referenceImage !== null;
}

function describeSun(image: string, { azimuth, elevation, from, correlation }: ImageSun): string {
  const how = { option: 'as given', label: 'from its label', search: 'found by its shading' }[from];
  const fit = correlation === null ? '' : `, correlation ${correlation.toFixed(2)}`;
  return `${image}: Sun at azimuth ${azimuth.toFixed(1)}, elevation ${elevation.toFixed(1)} (${how}${fit}).`;
}

/** Seconds since the call before. */
function stopwatch(): () => number {
  let last = performance.now();
  return () => {
    const before = last;
    last = performance.now();
    return (last - before) / 1000;
  };
}

interface PlacedJob extends ReconstructJob {
  /** Of the images, in their places. */
  readonly grids: readonly Grid[];
}

/** The job with its images in their places. */
async function registered(
  job: ReconstructJob,
  context: JobContext,
): Promise<{ readonly job: PlacedJob; readonly placements: readonly ImagePlacement[] }> {
  const { definition, images, referenceImage, suns, pairs } = job;
  if (!registers(job)) return { job: { ...job, grids: images.map(({ grid }) => grid) }, placements: [] };
  const { grid: output, reference } = definition.config;
  const known = referenceImage === null ? requireSuns(images, suns) : suns;
  const inputs = { images, reference, referenceImage, suns: known, pairs, output };
  const { grids, placements } = await registerReconstruction(inputs, context);
  for (const placement of placements) context.log('info', describePlacement(placement));
  return { job: { ...job, grids }, placements };
}

/** The job with its images in their places and, in pairs, of one brightness. */
async function toned(job: PlacedJob, context: JobContext): Promise<TonedJob> {
  const { grids } = job;
  const placed = job.images.map((image, i) => ({ ...image, grid: grids[i]! }));
  const tones = await measureTones(placed, job.pairs, context);
  for (const tone of tones)
    context.log(tone.match === null ? 'warn' : 'info', describeTone(tone, job.config.image));
  const alike = tonesOf(grids.length, tones);
  const seen = await inGreyLevels(job, context);
  return {
    ...job,
    definition: job.moved(
      grids,
      alike.map((tone, i) => thenTone(tone, seen[i]!)),
      job.suns,
    ),
    tones,
  };
}

/** What brings the images, those of a pair alike, to what the network takes: networks that see tiles by their own range take them as they are. */
async function inGreyLevels(
  { config: { image }, definition, pairs }: ReconstructJob,
  context: JobContext,
): Promise<Tone[]> {
  if (definition.config.model.heights.type === 'guided') return image.map(() => SAME_TONE);
  const own = await measureGrey(image, context);
  const seen = own.map((tone, i) => {
    const pair = pairs.find(({ right }) => right === i);
    return pair === undefined ? tone : own[pair.left]!;
  });
  for (const [i, { gain }] of seen.entries())
    if (gain !== 1)
      context.log('info', `${image[i]!}: samples times ${gain.toPrecision(4)} are taken as grey levels.`);
  return seen;
}

interface TonedJob extends ReconstructJob {
  readonly tones: readonly PairTone[];
}

function describeTone({ left, right, match }: PairTone, images: readonly string[]): string {
  const names = `${images[right]} and ${images[left]}`;
  if (match === null)
    return `${names} share too little for their brightness to be compared: it stays as it is.`;
  const [before, after] = [match.stepBefore, match.stepAfter].map((step) => step.toPrecision(2));
  return `${names} differ in brightness by ${before}, by ${after} after a gain of ${match.gain.toFixed(3)}.`;
}

function describePlacement({ image, onto, moved, rmse, ties }: ImagePlacement): string {
  const [east, north] = moved.map((metres) => metres.toFixed(1));
  return `${image} moved by ${east} m east, ${north} m north onto ${onto} (${ties} ties, RMSE ${rmse.toPrecision(2)} m).`;
}

function summarise(
  values: readonly ReconstructTileValue[],
): Pick<
  ReconstructMetrics,
  'heights' | 'networkTiles' | 'seams' | 'tileSeams' | 'tileDisagreement' | 'residual'
> & { readonly work: TileSeconds } {
  const total = (pick: (value: ReconstructTileValue) => number): number =>
    values.reduce((sum, value) => sum + pick(value), 0);
  const heights = total((value) => value.heights);
  const shared = total((value) => value.disagreement.pixels);
  const mean = (pick: (value: ReconstructTileValue) => number): number => total(pick) / Math.max(1, heights);
  return {
    heights,
    networkTiles: {
      predicted: total((value) => value.predicted),
      skipped: total((value) => value.skipped),
      flat: total((value) => value.flat),
      meanOnly: total((value) => value.meanOnly),
    },
    seams: seamReport(mergeSeams(values.map((value) => value.seams))),
    tileSeams: seamReport(mergeSeams(values.map((value) => value.tileSeams))),
    tileDisagreement:
      shared === 0 ? null : Math.sqrt(total((value) => value.disagreement.sumSquares) / shared),
    work: {
      reading: total(({ seconds }) => seconds.reading),
      network: total(({ seconds }) => seconds.network),
      alignment: total(({ seconds }) => seconds.alignment),
    },
    residual: {
      mean: mean(({ residual }) => residual.sum),
      meanAbs: mean(({ residual }) => residual.sumAbs),
      rmse: Math.sqrt(mean(({ residual }) => residual.sumSquares)),
    },
  };
}

function requireHeightsMade(
  { config }: ReconstructJob,
  { heights, networkTiles }: Pick<ReconstructMetrics, 'heights' | 'networkTiles'>,
): void {
  const { reference } = config;
  const image = config.image.join(', ');
  if (heights === 0) {
    throw new CuestaError(
      'input',
      `No tile has enough samples of both ${image} and ${reference}: 85 % are needed.`,
      {
        subject: image,
        hint: 'Check the nodata values with cuesta info --statistics, and that the reference covers the image.',
      },
    );
  }
  if (networkTiles.flat < networkTiles.predicted) return;
  throw new CuestaError('input', `${image} shows nothing: every tile has a single grey value.`, {
    subject: image,
    hint: 'An image of the night side, or clipped by its conversion, tells no heights: choose or convert another one.',
  });
}

function warningsOf({ networkTiles: { predicted, skipped, flat, meanOnly } }: ReconstructMetrics): string[] {
  const total = predicted + skipped;
  return [
    ...(skipped > 0 ? [`${skipped} of ${total} network tiles lack samples and were left out.`] : []),
    ...(flat > 0
      ? [`${flat} of ${total} network tiles show a single grey value: their heights are the reference's.`]
      : []),
    ...(meanOnly > 0
      ? [
          `${meanOnly} of ${predicted} network tiles were brought to the reference by their mean only: their ground does not show more.`,
        ]
      : []),
  ];
}

/** Images that have no say in the DTM. */
function unusedWarnings(
  { config, pairs }: ReconstructJob,
  values: readonly ReconstructTileValue[],
): string[] {
  const present = new Set(values.flatMap((value) => value.present));
  const isRight = new Set(pairs.map(({ right }) => right));
  return config.image
    .filter((_, order) => !present.has(order) && !isRight.has(order))
    .map((path) => `${path} has no tile with enough samples and was not used.`);
}
