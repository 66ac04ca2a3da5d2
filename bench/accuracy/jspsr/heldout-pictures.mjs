import { shades } from '../pictures.mjs';
import { crop, minus } from '../rasters.mjs';
import { colourPanels, colours, differences, greys } from './colour-panels.mjs';

/** Pixels along a side of a panel. */
const SIDE = 200;
/** Metres. */
const REACH = 5;

/** Hillshades and errors of the two scenes with the largest errors of their DEM. */
export async function heldoutPictures(scenes) {
  const chosen = [...scenes].sort((a, b) => b.models.bicubic.rmse - a.models.bicubic.rmse).slice(0, 2);
  const rows = [];
  const errors = [];
  for (const { image, rasters } of chosen) {
    const names = ['truth', ...Object.keys(rasters).filter((name) => name !== 'truth')];
    const parts = names.map((name) => middle(rasters[name]));
    const [truth, ...models] = shades(parts, { azimuth: 315, elevation: 45 }).map(greys);
    rows.push([colours(image.map(middle)), ...models, truth]);
    errors.push(parts.slice(1).map((part) => differences(minus(part, parts[0]), REACH)));
  }
  return { heldout: await colourPanels(rows), 'heldout-errors': await colourPanels(errors) };
}

function middle(raster) {
  const side = Math.min(SIDE, raster.width, raster.height);
  const window = { width: side, height: side };
  return crop(raster, {
    ...window,
    col: (raster.width - side) >> 1,
    row: (raster.height - side) >> 1,
  });
}
