import { createNodeCompute } from '../../kernels/select.node.js';
import { flipped } from '../../networks/chen2022/samples/chen-sample.js';
import type { ChenTile } from '../../networks/chen2022/samples/tile.js';
import type { TileReader } from '../../networks/chen2022/samples/tile-source.js';
import { mirrorForSun } from '../../networks/chen2022/sun-mirror.js';
import { createSourcePool } from '../../product/source-pool.node.js';
import type { RasterTiles } from './rasters.js';
import { openSite, type SiteReader } from './site-reader.node.js';

/** Reads the windows of real tiles when they are asked for, mirrored where the Sun has to stand at the upper left. */
export async function openRasterTiles({
  sites,
  tiles,
  width,
  height,
  sun,
}: RasterTiles): Promise<TileReader> {
  const compute = await createNodeCompute('wasm');
  const sources = createSourcePool();
  const never = new AbortController().signal;
  const readers = new Map<number, SiteReader>();
  const readerOf = async (site: number): Promise<SiteReader> => {
    const reader = readers.get(site) ?? (await openSite(sites[site]!, sources, compute, never));
    readers.set(site, reader);
    return reader;
  };
  return {
    count: tiles.length,
    size: { width, height },
    async read(index) {
      const { site, col, row } = tiles[index]!;
      const { pixel, fine, image, coarse } = await readerOf(site);
      const window = { col, row, width, height };
      const tile = {
        ...{ pixel, image: await image(window) },
        ...{ coarse: await coarse(window), truth: await fine(window) },
      };
      return sun === 'any' ? tile : turned(tile, width, sites[site]!.sunAzimuth!);
    },
    async close() {
      await sources.close();
      await compute.close();
    },
  };
}

/** With the Sun at the upper left. */
function turned({ pixel, image, coarse, truth }: ChenTile, width: number, azimuth: number): ChenTile {
  const { upDown, leftRight } = mirrorForSun(azimuth);
  const mirrored = (plane: Float32Array): Float32Array => flipped(plane, width, upDown, leftRight);
  return { pixel, image: mirrored(image), coarse: mirrored(coarse), truth: mirrored(truth) };
}
