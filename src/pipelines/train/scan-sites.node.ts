import { CuestaError, throwIfAborted } from '../../core/errors.js';
import { fullWindow, intersect } from '../../core/window.js';
import { createNodeCompute } from '../../kernels/select.node.js';
import { isNoisy } from '../../networks/chen2022/samples/noisy-tile.js';
import { type InputFile, inspectInputs, requireHeights, requireReal } from '../../product/inputs.node.js';
import { createSourcePool } from '../../product/source-pool.node.js';
import { createWarp } from '../../resample/create-warp.js';
import { footprintWindow } from '../../resample/footprint-window.js';
import type { RastersConfig, RasterTile, SiteConfig } from './rasters.js';
import { openSite, type SiteReader } from './site-reader.node.js';

export interface SiteScan {
  readonly tiles: readonly RasterTile[];
  /** Tiles in all, and why some are left out. */
  readonly counts: { readonly total: number; readonly missing: number; readonly noisy: number };
  /** SHA-256 of the files' contents, in the order of the sites. */
  readonly files: readonly string[];
}

type SitesToScan = Pick<RastersConfig, 'sites' | 'tile' | 'area' | 'rejectNoise'>;

/**
 * Finds the tiles of all sites that can be used: side by side on the fine model, nothing missing in any of the three, no matching
 * noise. Reads every file once, tile by tile. Throws what reading throws; `unsupported` for several bands; `geometry` for other bodies
 * or a coarse model that is not coarser; `no-overlap`; `input` when no tile is left.
 */
export async function scanSites(config: SitesToScan, signal: AbortSignal): Promise<SiteScan> {
  const sources = createSourcePool();
  const compute = await createNodeCompute('wasm');
  const tiles: RasterTile[] = [];
  const files: string[] = [];
  const counts = { total: 0, missing: 0, noisy: 0 };
  let areas = 0;
  try {
    for (const [index, site] of config.sites.entries()) {
      files.push(...(await checkSite(site, signal)));
      const reader = await openSite(site, sources, compute, signal);
      const [width, height] = config.tile;
      const cols = Math.floor(reader.grid.width / width);
      const across = Math.ceil(cols / config.area);
      for (let r = 0; (r + 1) * height <= reader.grid.height; r++) {
        for (let c = 0; c < cols; c++) {
          throwIfAborted(signal);
          counts.total++;
          const at = { col: c * width, row: r * height };
          const problem = await problemOf(reader, { ...at, width, height }, config.rejectNoise);
          if (problem !== null) counts[problem]++;
          const area = areas + Math.floor(r / config.area) * across + Math.floor(c / config.area);
          if (problem === null) tiles.push({ site: index, ...at, area });
        }
      }
      areas += across * Math.ceil(reader.grid.height / height / config.area);
    }
  } finally {
    await sources.close();
    await compute.close();
  }
  if (tiles.length === 0) throw noTile(config, counts);
  return { tiles, counts, files };
}

type Tile = Parameters<SiteReader['fine']>[0];

/** Cheapest first. */
async function problemOf(
  site: SiteReader,
  tile: Tile,
  rejectNoise: boolean,
): Promise<'missing' | 'noisy' | null> {
  const fine = await site.fine(tile);
  if (fine.some(Number.isNaN)) return 'missing';
  if (rejectNoise && isNoisy(fine, tile.width)) return 'noisy';
  if ((await site.image(tile)).some(Number.isNaN)) return 'missing';
  return (await site.coarse(tile)).some(Number.isNaN) ? 'missing' : null;
}

/** Hashes of the site's files. */
async function checkSite({ image: imagePath, fine: finePath, coarse }: SiteConfig, signal: AbortSignal) {
  const paths = [imagePath, finePath, ...(typeof coarse === 'string' ? [coarse] : [])];
  const inputs = await inspectInputs(paths, signal);
  const [image, fine, reference] = inputs as [InputFile, InputFile, InputFile?];
  if (image.info.bands > 1) {
    throw new CuestaError(
      'unsupported',
      `${image.path} has ${image.info.bands} bands; the network takes one.`,
      {
        subject: image.path,
        hint: 'Extract a panchromatic band first: gdal_translate -b 1 IN OUT.',
      },
    );
  }
  requireReal(image);
  requireHeights(fine);
  requireSameGround(image, fine);
  if (reference !== undefined) {
    requireHeights(reference);
    requireSameGround(reference, fine);
    requireCoarser(reference, fine);
  }
  return inputs.map(({ sha256 }) => sha256);
}

function requireSameGround(other: InputFile, fine: InputFile): void {
  const [a, b] = [other.grid.crs.body.name, fine.grid.crs.body.name];
  if (a !== b) {
    throw new CuestaError('geometry', `${other.path} is on ${a}, the fine model ${fine.path} on ${b}.`, {
      subject: other.path,
      hint: 'Use files of the same body, or correct the CRS of the file that has a wrong one.',
    });
  }
  if (intersect(footprintWindow(fine.grid, other.grid, 0), fullWindow(fine.grid)) !== null) return;
  throw new CuestaError('no-overlap', `${other.path} and the fine model ${fine.path} do not overlap.`, {
    subject: other.path,
    hint: 'Compare their bounds with cuesta info.',
  });
}

function requireCoarser(coarse: InputFile, fine: InputFile): void {
  const { scaleX, scaleY } = createWarp(coarse.grid, fine.grid);
  if (scaleX < 1 && scaleY < 1) return;
  throw new CuestaError('geometry', `${coarse.path} is as fine as the fine model ${fine.path}.`, {
    subject: coarse.path,
    hint: 'Exchange the two, or average the fine one: coarse: {average: 20}.',
  });
}

function noTile({ tile, sites }: SitesToScan, { total, missing, noisy }: SiteScan['counts']): CuestaError {
  const names = sites.map(({ fine }) => fine).join(', ');
  const why =
    total === 0
      ? 'they are smaller than one tile'
      : `of ${total}, ${missing} lack samples in one of the files, ${noisy} look like matching noise`;
  return new CuestaError('input', `There is no tile of ${tile.join(' x ')} pixels in ${names}: ${why}.`, {
    subject: 'data.sites',
    hint: 'Check nodata values with cuesta info --statistics, or choose smaller tiles, e.g. data.tile: [128, 128].',
  });
}
