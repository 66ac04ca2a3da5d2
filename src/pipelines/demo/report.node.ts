import { writeAtomically } from '../../core/atomic-file.node.js';
import { createNodeCompute } from '../../kernels/select.node.js';
import type { JobContext } from '../../product/job-context.js';
import { VERSION } from '../../product/version.node.js';
import { accuracyTable } from '../../report/accuracy-table.js';
import { renderReport, type Section, type Table } from '../../report/html-report.js';
import { formatNumber } from '../../report/number-format.js';
import type { PieceOptions } from '../../simulate/pieces.js';
import type { DemoFiles } from './demo-files.node.js';
import type { DemoMoon, SkippedMoon } from './make-moon.node.js';
import type { DemoMosaics } from './make-mosaics.node.js';
import type { DemoStripes } from './make-stripes.node.js';
import type { DemoMeasures } from './measure.node.js';
import { moonSection } from './moon-section.node.js';
import { detailFigures, errorFigures, heightProfile, overviewFigures } from './report-figures.node.js';
import { coverageTable, pieceTable, seamTable, summaryTable } from './report-tables.js';
import { AREA, type DemoScene } from './scene.js';
import { stripesSection } from './stripes-section.node.js';
import type { DemoSummary } from './summary.js';

export interface DemoParts {
  readonly scene: DemoScene;
  readonly pieces: readonly PieceOptions[];
  readonly files: DemoFiles;
  readonly mosaics: DemoMosaics;
  readonly measures: DemoMeasures;
  readonly stripes: DemoStripes;
  readonly moon: DemoMoon | SkippedMoon;
}

/** Writes the demo's report. */
export async function writeDemoReport(
  parts: DemoParts,
  summary: DemoSummary,
  context: JobContext,
): Promise<void> {
  const { scene, pieces, files, mosaics, measures, stripes, moon } = parts;
  const compute = await createNodeCompute(context.settings.backend);
  const { blend, paste } = mosaics;
  const blended = blend.result.seams;
  const pasted = paste.result.seams;
  try {
    const sections: Section[] = [
      ...('skipped' in moon ? [] : [await moonSection(files.moon, moon, compute, context)]),
      {
        heading: 'One model from seven',
        text: [overviewText(pieces)],
        figures: await overviewFigures(files, pieces, compute, context),
        tables: [],
      },
      {
        heading: 'What blending buys',
        text: [SEAMS],
        figures: [
          ...(await detailFigures(files, pieces, scene, compute, context)),
          await heightProfile(files, context),
        ],
        tables: [summaryTable(measures, blended, pasted), seamTable(blended, pasted)],
      },
      {
        heading: 'How far from the truth',
        text: [accuracyText(measures)],
        figures: await errorFigures(files, measures, context),
        tables: [accuracyTable(measures.blend.accuracy), coverageTable(measures)],
      },
      await stripesSection(files, stripes, compute, context),
      {
        heading: 'How it was made',
        text: madeText(parts),
        figures: [],
        tables: [pieceTable(pieces), commandTable(parts)],
      },
    ];
    const html = renderReport({
      title: 'Cuesta demo: elevation models with known truth',
      subtitle: SUBTITLE,
      summary: factsOf(summary),
      warnings: 'skipped' in moon ? [moon.skipped] : [],
      sections,
      footer: `Cuesta ${VERSION} · ${context.command} · seed ${scene.seed}`,
      data: summary,
    });
    await writeAtomically(files.report, (file) => file.writeFile(html));
  } finally {
    await compute.close();
  }
}

const SUBTITLE =
  'Heights from simulated images, a mosaic of noisy elevation models, and stripes of an interferometer that do not fit: all compared ' +
  'with the terrain they came from.';

function overviewText(pieces: readonly PieceOptions[]): string {
  const bias = Math.max(...pieces.map((piece) => Math.abs(piece.bias)));
  return (
    'Each piece samples the same terrain on a grid of its own: other pixel sizes, fractions of a pixel apart, one in another ' +
    `map projection. Each has noise, a bias of up to ${formatNumber(bias, 1)} m, ragged edges and holes. The mosaic weights ` +
    'every piece by the distance to its own valid boundary, so that it fades out before it ends. Holes that another piece ' +
    'covers are filled by it; small ones that none covers are filled from their rim; larger ones stay empty.'
  );
}

const SEAMS =
  'The paste shows the alternative: pieces copied over one another. A step at a seam is the height difference across it beyond what ' +
  'the slope on both sides explains. It is compared with the same measure taken 8 pixels away; a ratio of 1 means that a seam ' +
  'cannot be told from its surroundings.';

function accuracyText({ blend, noiseFloor, method }: DemoMeasures): string {
  const metres = (value: number): string => `${formatNumber(value, 2)} m`;
  return (
    `The blend is off by ${metres(blend.accuracy.rmse)} (RMSE). Blending the errors that the pieces were given, without any ` +
    `terrain under them, leaves ${metres(noiseFloor)}: this is the noise floor, the error of a mosaic that interpolates ` +
    `perfectly. The rest, ${metres(method)}, is interpolation, and the detail that coarse pieces and filled holes lack. The ` +
    'two add up in squares.'
  );
}

function madeText({ scene }: DemoParts): string[] {
  const { relief, hurst, craterDensity, largestDiameter } = scene.terrain;
  return [
    `The terrain (${AREA.width / 1000} × ${AREA.height / 1000} km near the Moon's south pole) is a self-affine rough surface of ` +
      `${relief} m RMS and Hurst exponent ${hurst}, bombarded with craters of up to ${largestDiameter} m in ` +
      `the cumulative density ${craterDensity} D⁻² of the Moon's equilibrium population. Truth and mosaics have pixels of ` +
      `${scene.pixel} m.`,
  ];
}

function commandTable({ mosaics, measures, stripes, moon }: DemoParts): Table {
  return {
    caption: 'In the folder of this report, these commands make the same files again',
    columns: [
      { heading: 'Result', align: 'text' },
      { heading: 'Command', align: 'text' },
    ],
    rows: [
      ...('skipped' in moon
        ? []
        : [
            ['Images', moon.commands.simulate],
            ['Heights from images', moon.commands.reconstruct],
            ['Compare these', moon.commands.compare],
          ]),
      ['Blend', mosaics.blend.command],
      ['Paste', mosaics.paste.command],
      ['Compare', measures.command],
      ['Stripes', stripes.commands.simulate],
      ['Adjust', stripes.commands.adjust],
      ['Paste of the stripes', stripes.commands.paste],
      ['Compare the stripes', stripes.commands.compare],
    ],
  };
}

function factsOf({ blend, paste, noiseFloor, stripes, moon }: DemoSummary) {
  const metres = (label: string, value: number) => ({ label, value: formatNumber(value, 2), unit: 'm' });
  const times = (label: string, value: number) => ({
    label,
    value: formatNumber(value, 2),
    unit: '× its surroundings',
  });
  return [
    ...('skipped' in moon
      ? []
      : [
          metres('RMSE of heights from images', moon.dtm.rmse),
          metres('RMSE of their coarse model', moon.coarse.rmse),
        ]),
    metres('RMSE of the blend', blend.rmse),
    metres('Noise floor', noiseFloor),
    metres('RMSE of a naive paste', paste.rmse),
    times('Step at a seam, blend', blend.seamRatio),
    times('Step at a seam, paste', paste.seamRatio),
    metres('RMSE of adjusted stripes', stripes.adjusted.rmse),
    metres('RMSE of the same, pasted', stripes.paste.rmse),
  ];
}
