import { basename } from 'node:path';
import { writeAtomically } from '../../core/atomic-file.node.js';
import type { Raster } from '../../core/raster.js';
import { verticalDatumLabel } from '../../geo/vertical-datum.js';
import { createNodeCompute } from '../../kernels/select.node.js';
import type { SeamReport } from '../../mosaic/seam-report.js';
import type { JobContext } from '../../product/job-context.js';
import { readPreview } from '../../product/preview.node.js';
import { VERSION } from '../../product/version.node.js';
import type { Figure } from '../../report/figure.js';
import { renderReport, type Section, type Table } from '../../report/html-report.js';
import { figureHillshade, figureRelief, figureSources } from '../../report/map-figures.js';
import { formatNumber } from '../../report/number-format.js';
import { SEAM_MEASURE, seamTable } from '../../report/seam-table.js';
import { shadeRaster } from '../../report/shade-raster.js';
import type { MosaicResult } from './mosaic-result.js';
import type { MosaicJob } from './plan-mosaic.node.js';

/** Pairs of inputs listed in the table of seams; the data of the report holds all of them. */
const LISTED_PAIRS = 40;

/** Writes the HTML report of a mosaic: hillshade, heights, sources, seams and inputs. */
export async function writeMosaicReport(
  path: string,
  job: MosaicJob,
  result: MosaicResult,
  context: JobContext,
): Promise<void> {
  const { definition, inputs, config } = job;
  const { grid } = definition;
  const { worst, seams, warnings } = result;
  const html = renderReport({
    title: `Mosaic ${basename(config.output)}`,
    subtitle: `${inputs.length} inputs, ${grid.crs.name}, vertical datum: ${verticalDatumLabel(grid.crs.vertical)}`,
    summary: [
      { label: 'Size', value: `${grid.width} × ${grid.height}`, unit: 'px' },
      { label: 'Inputs', value: String(inputs.length) },
      ...(worst === null
        ? []
        : [
            {
              label: 'Worst seam',
              value: formatNumber(worst.heightJump.ratio, 2),
              unit: '× its surroundings',
            },
          ]),
    ],
    warnings,
    sections: [
      { heading: 'The mosaic', text: [], figures: await mapsOf(job, context), tables: [] },
      seamSection(seams),
      { heading: 'Inputs', text: [], figures: [], tables: [inputTable(job)] },
    ],
    footer: `Cuesta ${VERSION} · ${context.command}`,
    data: { command: context.command, config, seams, worst },
  });
  await writeAtomically(path, (file) => file.writeFile(html));
}

async function mapsOf({ definition, inputs, config }: MosaicJob, { signal }: JobContext): Promise<Figure[]> {
  const dem = await readPreview(config.output, signal);
  const compute = await createNodeCompute('wasm');
  const shade = await shadeRaster(dem, compute);
  await compute.close();
  const figures = [
    await figureHillshade(dem, shade, { title: 'Hillshade', caption: 'Sun in the north-west, 45° high.' }),
    await figureRelief(dem, shade, {
      title: 'Heights',
      caption: 'Metres above the vertical datum, with hillshade.',
    }),
  ];
  const source = definition.outputs.find((output) => output.name === 'source');
  if (source !== undefined) {
    const sources: Raster = await readPreview(source.path, signal);
    const names = new Map(inputs.map(({ path }, order) => [order + 1, `${order + 1} ${basename(path)}`]));
    const text = { title: 'Sources', caption: 'Input with the greatest weight; lines where it changes.' };
    figures.push(await figureSources(sources, names, shade, text));
  }
  return figures;
}

function seamSection(seams: SeamReport): Section {
  const pairs = seams.pairs.toSorted(
    (p, q) => q.heightJump.ratio - p.heightJump.ratio || q.heightJump.n - p.heightJump.n,
  );
  const rows = pairs.slice(0, LISTED_PAIRS).map((pair) => ({ ...pair, between: `${pair.a} – ${pair.b}` }));
  return {
    heading: 'Seams',
    text: [
      `A seam is a line where the greatest weight changes from one input to another, or where an input begins to contribute. ${SEAM_MEASURE}`,
    ],
    figures: [],
    tables: [seamTable('Seams by pair of inputs, the most visible first', 'Inputs', rows)],
  };
}

function inputTable({ inputs }: MosaicJob): Table {
  return {
    caption: 'Inputs, in the order given',
    columns: [
      { heading: 'File', align: 'text' },
      { heading: 'Number', align: 'number' },
      { heading: 'Size', unit: 'px', align: 'number' },
      { heading: 'CRS', align: 'text' },
      { heading: 'Vertical datum', align: 'text' },
      { heading: 'SHA-256', align: 'text' },
    ],
    rows: inputs.map(({ path, info, grid, sha256 }, order) => [
      basename(path),
      String(order + 1),
      `${info.width} × ${info.height}`,
      grid.crs.name,
      verticalDatumLabel(grid.crs.vertical),
      sha256.slice(0, 12),
    ]),
  };
}
