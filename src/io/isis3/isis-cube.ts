import type { RasterSource } from '../../core/raster-source.js';
import type { Window } from '../../core/window.js';
import type { OpenContext } from '../open-context.js';
import { heightFacts } from '../planetary/height-facts.js';
import { groupAt, textOf } from '../pvl/pvl-label.js';
import { readLabel, requireAfterLabel } from '../pvl/read-label.js';
import { checkLayout } from '../raw/raw-layout.js';
import { rawInfo } from '../raw/raw-source.js';
import { readRaw } from '../raw/read-raw.js';
import { sampledSource } from '../sampled-source.js';
import { cubeLayout } from './cube-layout.js';
import { isisGeoref } from './isis-georef.js';
import { checkTiles, readTiles } from './read-tiles.js';

/**
 * Opens an ISIS3 cube, tiled or band-sequential, attached or detached label. Special pixels are missing, base and multiplier are applied
 * to heights, and cubes of radii (shape models) become heights above their sphere. Throws `format` or `unsupported`.
 */
export async function openIsisCube(context: OpenContext, signal?: AbortSignal): Promise<RasterSource> {
  const { name } = context.source;
  const { label, end } = await readLabel(context.source, signal);
  const layout = cubeLayout(label, name);
  if (layout.core === null) requireAfterLabel(layout.raw.offset, end, name);
  const core = layout.core === null ? context.source : await context.beside(layout.core, signal);
  if (layout.tile === null) await checkLayout(layout.raw, core, signal);
  else await checkTiles(layout.raw, layout.tile, core, signal);
  const read = (window: Window, band: number, s?: AbortSignal) =>
    layout.tile === null
      ? readRaw(core, layout.raw, band, window, s)
      : readTiles(core, layout.raw, layout.tile, band, window, s);
  const { nodata, missing } = layout.type;
  const place = isisGeoref(label);
  const rows = (window: Window) => read(window, 0, signal);
  const facts = await heightFacts(
    { name, ...layout.raw, nodata, missing, scale: layout.scale, offset: layout.offset, rows },
    place,
  );
  const target =
    textOf(groupAt(label, 'ISISCUBE/MAPPING'), 'TARGETNAME') ??
    textOf(groupAt(label, 'ISISCUBE/INSTRUMENT'), 'TARGETNAME');
  const info = rawInfo(layout.raw, {
    ...{ name, format: 'ISIS3', nodata, missing, pixelIsPoint: false, ...facts },
    ...(core === context.source ? {} : { files: [core.name] }),
    metadata: target === null ? {} : { target },
  });
  return sampledSource({
    info:
      layout.tile === null
        ? info
        : { ...info, blockWidth: layout.tile.width, blockHeight: layout.tile.height },
    missing,
    ...(facts.noHeights === undefined ? {} : { noHeights: facts.noHeights }),
    read: ({ window, band, signal: s }) => read(window, band, s),
    async close() {
      if (core !== context.source) await core.close();
      await context.source.close();
    },
  });
}
