import type { Compute } from '../../core/kernel.js';
import type { Raster } from '../../core/raster.js';
import type { JobContext } from '../../product/job-context.js';
import { readPreview } from '../../product/preview.node.js';
import { BLUE_RED } from '../../report/colour-maps.js';
import { symmetricScale } from '../../report/colour-scale.js';
import type { Figure } from '../../report/figure.js';
import { figureHistogram } from '../../report/histogram-figure.js';
import { figureDifference, figureHillshade, figureRelief, figureSources } from '../../report/map-figures.js';
import { figureProfiles } from '../../report/profile-figure.js';
import { shadeRaster } from '../../report/shade-raster.js';
import type { PieceOptions } from '../../simulate/pieces.js';
import { sampleProfile } from '../../terrain/profile.js';
import type { DemoFiles } from './demo-files.node.js';
import type { DemoMeasures, MosaicErrors } from './measure.node.js';
import { readHeights } from './read-heights.node.js';
import type { DemoScene } from './scene.js';
import { detailWindow, LONG_LINE, type ProfileLine, SHORT_LINE } from './views.js';

/** Truth and mosaic, and which piece each part of it comes from. */
export async function overviewFigures(
  files: DemoFiles,
  pieces: readonly PieceOptions[],
  compute: Compute,
  { signal }: JobContext,
): Promise<Figure[]> {
  const truth = await readPreview(files.truth, signal);
  const mosaic = await readPreview(files.mosaic, signal);
  const source = await readPreview(files.source, signal);
  const shade = await shadeRaster(mosaic, compute);
  const count = await readPreview(files.count, signal);
  const present = new Set(count.data);
  const counts = COUNT_LABELS.map((label, i) => [i + 1, label] as const).filter(([n]) => present.has(n));
  // Together: compressing the pictures takes longest, and happens beside this thread.
  return Promise.all([
    figureRelief(truth, await shadeRaster(truth, compute), {
      title: 'The truth',
      caption:
        'The simulated terrain: heights above the sphere of 1737.4 km under a hillshade, Sun in the north-west.',
    }),
    figureRelief(mosaic, shade, {
      title: 'The mosaic',
      caption: `Feathered blend of ${pieces.length} pieces. Grey: no piece has a height there. Lines: the profiles below.`,
      lines: [SHORT_LINE, LONG_LINE],
    }),
    figureSources(source, namesOf(pieces), shade, {
      title: 'Where it comes from',
      caption: 'The piece with the greatest weight at each pixel, and the lines on which it changes.',
    }),
    figureSources(count, new Map(counts), shade, {
      title: 'How many pieces',
      caption: 'Pieces that are blended at each pixel. Holes of one show as islands with fewer.',
    }),
  ]);
}

/** No more than four pieces meet. */
const COUNT_LABELS = ['one piece', 'two', 'three', 'four'];

/** By number in the source rasters. */
function namesOf(pieces: readonly PieceOptions[]): Map<number, string> {
  return new Map(pieces.map(({ name }, i) => [i + 1, name]));
}

/** The seams seen closely: what a paste leaves, what the blend makes of it. */
export async function detailFigures(
  files: DemoFiles,
  pieces: readonly PieceOptions[],
  scene: DemoScene,
  compute: Compute,
  { signal }: JobContext,
): Promise<Figure[]> {
  const window = detailWindow(scene);
  const read = (path: string): Promise<Raster> => readHeights(path, signal, window);
  const [truth, paste, mosaic, source] = await Promise.all(
    [files.truth, files.paste, files.mosaic, files.pasteSource].map(read),
  );
  const hill = async (raster: Raster, title: string, caption: string): Promise<Figure> =>
    figureHillshade(raster, await shadeRaster(raster, compute), { title, caption });
  return Promise.all([
    hill(paste!, 'Naive paste', 'The last piece that has a height wins. Its edges show as steps.'),
    hill(mosaic!, 'Feathered blend', 'The same pieces and the same part of the scene.'),
    figureSources(source!, namesOf(pieces), await shadeRaster(paste!, compute), {
      title: 'Pieces of the paste',
      caption: 'Lines: where the paste changes from one piece to another.',
    }),
    hill(truth!, 'The truth', 'What a mosaic without any error would show.'),
  ]);
}

/** Heights across a seam. */
export async function heightProfile(files: DemoFiles, { signal }: JobContext): Promise<Figure> {
  const along = await profilesAlong(SHORT_LINE, [files.truth, files.paste, files.mosaic], signal);
  return figureProfiles({
    title: 'Heights along A–A′',
    caption: 'North to south, across the edge of the south-western piece.',
    series: [
      { label: 'Truth', profile: along[0], reference: true },
      { label: 'Naive paste', profile: along[1] },
      { label: 'Feathered blend', profile: along[2] },
    ],
    metresPerUnit: 1,
    axis: 'Height (m)',
  });
}

/** Errors of both mosaics, on one colour scale and along one line. */
export async function errorFigures(
  files: DemoFiles,
  { blend, paste }: DemoMeasures,
  { signal }: JobContext,
): Promise<Figure[]> {
  const blendDh = await readPreview(files.mosaicDh, signal);
  const pasteDh = await readPreview(files.pasteDh, signal);
  const scale = symmetricScale(pasteDh.data, BLUE_RED);
  const along = await profilesAlong(LONG_LINE, [files.pasteDh, files.mosaicDh], signal);
  return Promise.all([
    figureDifference(blendDh, { title: 'Error of the blend', caption: SIGN }, scale),
    figureDifference(pasteDh, { title: 'Error of the paste', caption: `${SIGN} The same colours.` }, scale),
    histogram('Errors of the blend', blend),
    histogram('Errors of the paste', paste),
    figureProfiles({
      title: 'Errors along B–B′',
      caption: `${SIGN} The paste jumps from the bias of one piece to that of the next; the blend passes over gradually.`,
      series: [
        { label: 'Naive paste', profile: along[0] },
        { label: 'Feathered blend', profile: along[1] },
      ],
      metresPerUnit: 1,
      axis: 'dh (m)',
    }),
  ]);
}

const SIGN = 'dh = mosaic − truth: red where the mosaic is too high.';

function histogram(title: string, { accuracy }: MosaicErrors): Figure {
  const { median, nmad } = accuracy;
  return figureHistogram({
    title,
    caption: 'Share of the pixels by dh. The bumps are the biases of the pieces.',
    histogram: accuracy.histogram,
    axis: 'dh (m)',
    median,
    nmad,
  });
}

function profilesAlong({ from, to }: ProfileLine, paths: readonly string[], signal: AbortSignal) {
  return Promise.all(
    paths.map(async (path) => sampleProfile(await readHeights(path, signal), from, to, 800)),
  );
}
