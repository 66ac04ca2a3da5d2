import { CuestaError } from '../../core/errors.js';
import type { Grid } from '../../core/georef.js';
import type { RasterInfo } from '../../core/raster-source.js';
import { fullWindow, intersect } from '../../core/window.js';
import { type NamedVertical, requireSameVertical } from '../../geo/vertical-datum.js';
import { GUIDANCE_CHANNELS, type Guidance } from '../../networks/jspsr/config.js';
import { createWarp } from '../../resample/create-warp.js';
import { footprintWindow } from '../../resample/footprint-window.js';

interface Input {
  readonly path: string;
  readonly grid: Grid;
  readonly info: RasterInfo;
}

/** Throws `unsupported` for guidance with other bands or samples than it has to have. */
export function requireBands(guidance: Guidance, { path, info: { bands, dtype } }: Input): void {
  const wanted = guidance === 'mask' ? [1, GUIDANCE_CHANNELS.mask] : [GUIDANCE_CHANNELS[guidance]];
  if (!wanted.includes(bands)) {
    throw new CuestaError(
      'unsupported',
      `${path} has ${bands} ${bands === 1 ? 'band' : 'bands'}; --${guidance} takes ${WORDS[guidance].takes}.`,
      { subject: path, hint: WORDS[guidance].hint },
    );
  }
  if (guidance !== 'image' || dtype === 'uint8') return;
  throw new CuestaError(
    'unsupported',
    `${path} holds ${dtype} samples; the network knows colours from 0 to 255.`,
    {
      subject: path,
      hint: 'Stretch it to 8 bits first: gdal_translate -ot Byte -scale LOW HIGH 0 255 IN OUT.',
    },
  );
}

const WORDS: Readonly<Record<Guidance, { readonly takes: string; readonly hint: string }>> = {
  image: {
    takes: 'red, green and blue',
    hint: 'Choose the three bands first: gdal_translate -b 1 -b 2 -b 3 IN OUT.',
  },
  mask: {
    takes: 'one band of classes 0 to 14, or 15 bands of 0 and 1',
    hint: 'Classes are those of IEEE DFC2022, after the European Urban Atlas: 0 no information, 1 urban fabric, ... 14 water.',
  },
  canopy: { takes: 'one band of heights', hint: 'Extract it first: gdal_translate -b 1 IN OUT.' },
};

/** Throws `geometry` where an input lies on another body than the DEM. */
export function requireOneBody(dem: Input, others: readonly Input[]): void {
  const body = dem.grid.crs.body.name;
  const other = others.find(({ grid }) => grid.crs.body.name !== body);
  if (other === undefined) return;
  throw new CuestaError(
    'geometry',
    `${dem.path} is on ${body}, ${other.path} on ${other.grid.crs.body.name}.`,
    {
      subject: other.path,
      hint: 'Use files of the same body, or correct the CRS of the one that has a wrong one.',
    },
  );
}

/** Throws `no-overlap` where an input does not meet the DTM. */
export function requireOverlap(grid: Grid, from: Input, inputs: readonly Input[]): void {
  const apart = inputs.find(
    (input) => intersect(footprintWindow(grid, input.grid, 0), fullWindow(grid)) === null,
  );
  if (apart === undefined) return;
  throw new CuestaError('no-overlap', `${from.path} and ${apart.path} do not overlap.`, {
    subject: apart.path,
    hint: 'Compare their bounds with cuesta info, and choose files of the same ground.',
  });
}

/** Throws `geometry` for a DEM whose cells are not larger than the pixels of the DTM. */
export function requireCoarser(grid: Grid, dem: Input): void {
  const { scaleX, scaleY } = createWarp(dem.grid, grid);
  if (scaleX < 1 && scaleY < 1) return;
  const cells = `${(1 / scaleX).toPrecision(3)} x ${(1 / scaleY).toPrecision(3)}`;
  throw new CuestaError(
    'geometry',
    `The DEM ${dem.path} is as fine as the DTM would be: its cells have ${cells} of its pixels.`,
    { subject: dem.path, hint: 'Use the DEM itself, a coarser one, or a smaller --resolution.' },
  );
}

/** Throws `datum` where DEM and truth count their heights from different surfaces. */
export function requireOneDatum(inputs: readonly NamedVertical[]): void {
  try {
    requireSameVertical(inputs);
  } catch (error) {
    if (!(error instanceof CuestaError)) throw error;
    throw new CuestaError(error.code, error.message, {
      ...(error.subject === null ? {} : { subject: error.subject }),
      hint:
        'The DTM keeps the datum of the DEM: bring the truth to it first (cuesta convert --vertical-datum), ' +
        'or state the datum of files that do not say it with --assume-vertical.',
    });
  }
}
