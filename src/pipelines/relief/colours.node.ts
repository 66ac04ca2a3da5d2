import { readFile } from 'node:fs/promises';
import { ioError } from '../../core/atomic-file.node.js';
import { CuestaError, throwIfAborted } from '../../core/errors.js';
import { openRaster } from '../../io/open.node.js';
import {
  binsOfQuantiles,
  countCoarse,
  countFine,
  createCoarseCounts,
  type FineCounts,
  radixQuantiles,
} from '../../math/radix-quantiles.js';
import { nothingValid } from '../../product/dem-input.node.js';
import type { JobContext } from '../../product/job-context.js';
import {
  asParts,
  type ColourEntry,
  dependsOnRange,
  fileTable,
  parseColourFile,
} from '../../report/colour-file.js';
import { BLUE_RED, CIVIDIS, type ColourMap, GREY, TERRAIN, VIRIDIS } from '../../report/colour-maps.js';
import { type ColourTable, mapTable } from '../../report/colour-table.js';
import { scanWindows } from '../../terrain/scan-windows.js';
import type { ReliefConfig } from './config.js';

const MAPS: Readonly<Record<string, ColourMap>> = {
  viridis: VIRIDIS,
  cividis: CIVIDIS,
  terrain: TERRAIN,
  grey: GREY,
  gray: GREY,
  diverging: BLUE_RED,
};

/** Colours as the options name them, before the range of the heights is known. */
export type ChosenColours =
  | { readonly kind: 'map'; readonly map: ColourMap }
  | { readonly kind: 'file'; readonly entries: readonly ColourEntry[] };

/** Throws `config` for options that contradict each other, `io` and `format` for a colour file. */
export async function chooseColours(config: ReliefConfig): Promise<ChosenColours> {
  const { colours, min, max, percentiles } = config;
  if (min !== undefined && max !== undefined && !(min < max)) throw emptyRange('--max', min, max);
  if (percentiles !== undefined && !(percentiles[0] < percentiles[1])) {
    throw emptyRange('--percentiles', ...percentiles);
  }
  const map = MAPS[colours];
  if (map !== undefined) return { kind: 'map', map };
  const text = await readFile(colours, 'utf8').catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw ioError(cause, colours, 'read');
    throw new CuestaError('config', `There is no colour map and no colour file ${colours}.`, {
      subject: '--colours',
      hint: `Use ${Object.keys(MAPS).join(', ')}, or the path of a colour file.`,
    });
  });
  const entries = parseColourFile(text, colours);
  return { kind: 'file', entries: config.parts ? asParts(entries) : entries };
}

function emptyRange(subject: string, low: number, high: number): CuestaError {
  return new CuestaError('config', `The range from ${low} to ${high} is empty.`, {
    subject,
    hint: 'Name a lower and a higher end.',
  });
}

/** The table of colours; reads all heights where a percentile of them is needed. Throws `input` when the DEM has no valid sample. */
export async function tableOf(
  colours: ChosenColours,
  config: ReliefConfig,
  context: JobContext,
): Promise<ColourTable> {
  if (colours.kind === 'map') {
    const range = await rangeOf(config, [2, 98], context);
    const { min, max } = colours.map === BLUE_RED ? symmetric(range, config) : range;
    return mapTable(colours.map, min, max);
  }
  const range = dependsOnRange(colours.entries)
    ? await rangeOf(config, [0, 100], context)
    : { min: 0, max: 1 };
  return fileTable(colours.entries, range, config.colourSelection);
}

interface Range {
  readonly min: number;
  readonly max: number;
}

/** The white middle of diverging colours is 0 unless both ends are given. */
function symmetric({ min, max }: Range, config: ReliefConfig): Range {
  if (config.min !== undefined && config.max !== undefined) return { min, max };
  const reach = Math.max(
    Math.abs(config.min ?? config.max ?? min),
    Math.abs(config.max ?? config.min ?? max),
  );
  return { min: -reach, max: reach };
}

async function rangeOf(
  { input, min, max, percentiles }: ReliefConfig,
  usual: readonly [number, number],
  context: JobContext,
): Promise<Range> {
  if (min !== undefined && max !== undefined) return { min, max };
  const probabilities = (percentiles ?? usual).map((percent) => percent / 100);
  const [low, high] = (await quantilesOf(input, probabilities, context)) as [number, number];
  if (Number.isNaN(low)) throw nothingValid(input);
  const range = { min: min ?? low, max: max ?? high };
  if (range.min < range.max) return range;
  if (min !== undefined || max !== undefined)
    throw emptyRange(min === undefined ? '--max' : '--min', range.min, range.max);
  return { min: low - 0.5, max: high + 0.5 };
}

/** Exact quantiles of a raster in two passes. */
async function quantilesOf(
  path: string,
  probabilities: readonly number[],
  { signal, progress }: JobContext,
): Promise<number[]> {
  const source = await openRaster(path, { signal });
  try {
    const windows = [...scanWindows(source.info)];
    const forAll = async (pass: number, visit: (heights: Float32Array) => void): Promise<void> => {
      for (const [i, window] of windows.entries()) {
        throwIfAborted(signal);
        visit((await source.readRaster(window, { signal })).data);
        progress({ stage: 'heights', done: pass * windows.length + i + 1, total: 2 * windows.length });
      }
    };
    const coarse = createCoarseCounts();
    await forAll(0, (heights) => countCoarse(coarse, heights));
    const bins = binsOfQuantiles(coarse, probabilities);
    const fine: FineCounts = new Map();
    await forAll(1, (heights) => countFine(fine, bins, heights));
    return radixQuantiles(coarse, fine, probabilities);
  } finally {
    await source.close();
  }
}
