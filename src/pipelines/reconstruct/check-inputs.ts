import { CuestaError } from '../../core/errors.js';
import type { Grid } from '../../core/georef.js';
import type { RasterInfo } from '../../core/raster-source.js';
import { fullWindow, intersect } from '../../core/window.js';
import { sameHorizontal } from '../../geo/crs.js';
import { createWarp } from '../../resample/create-warp.js';
import { footprintWindow } from '../../resample/footprint-window.js';

interface Input {
  readonly path: string;
  readonly grid: Grid;
}

/** Throws `unsupported` for an image of several bands. */
export function requireGrey({ path, info }: { readonly path: string; readonly info: RasterInfo }): void {
  if (info.bands === 1) return;
  throw new CuestaError('unsupported', `${path} has ${info.bands} bands; the network takes one.`, {
    subject: path,
    hint: 'Extract a panchromatic band first: gdal_translate -b 1 IN OUT.',
  });
}

/** Throws `geometry` where image and reference lie on different bodies. */
export function requireOneBody(image: Input, reference: Input): void {
  const [a, b] = [image.grid.crs.body.name, reference.grid.crs.body.name];
  if (a === b) return;
  throw new CuestaError('geometry', `${image.path} is on ${a}, the reference ${reference.path} on ${b}.`, {
    subject: reference.path,
    hint: 'Use a reference of the same body, or correct the CRS of the file that has a wrong one.',
  });
}

/** Throws `input` where the Sun does not shine; `subject` is the option or file that says so. */
export function requireDay(path: string, sunElevation: number, subject = path): void {
  if (sunElevation > 0) return;
  throw new CuestaError(
    'input',
    `${path} shows the night side: the Sun's elevation is ${Number(sunElevation.toFixed(2))} degrees.`,
    {
      subject,
      hint: 'Shading tells heights only where the Sun shines: choose an image of the day side.',
    },
  );
}

/**
 * Pixels of the output per cell of the reference, along columns and rows. Throws `no-overlap` where the two do not meet, and `geometry`
 * for a reference whose cells are not larger than the output's pixels.
 */
export function pixelsPerCell(output: Grid, images: string, reference: Input): { x: number; y: number } {
  if (intersect(footprintWindow(output, reference.grid, 0), fullWindow(output)) === null) {
    throw new CuestaError('no-overlap', `${images} and the reference ${reference.path} do not overlap.`, {
      subject: reference.path,
      hint: 'Compare their bounds with cuesta info, and use a reference that covers the image.',
    });
  }
  const { scaleX, scaleY } = createWarp(reference.grid, output);
  if (scaleX < 1 && scaleY < 1) return { x: 1 / scaleX, y: 1 / scaleY };
  const cells = `${(1 / scaleX).toPrecision(3)} x ${(1 / scaleY).toPrecision(3)}`;
  throw new CuestaError(
    'geometry',
    `The reference ${reference.path} is as fine as the DTM would be: its cells have ${cells} of its pixels.`,
    {
      subject: reference.path,
      hint: 'Use the reference itself, a coarser one, or a smaller --resolution.',
    },
  );
}

/** Throws `geometry` for images in different CRSs. */
export function requireOneCrs(images: readonly Input[]): void {
  const [first, ...others] = images;
  const other = others.find(({ grid }) => !sameHorizontal(grid.crs, first!.grid.crs));
  if (other === undefined) return;
  throw new CuestaError('geometry', `${first!.path} and ${other.path} have different CRSs.`, {
    subject: other.path,
    hint: `Project them alike first: cuesta convert ${other.path} --crs CRS -o OUT.`,
  });
}

/** Cells of the reference that a network tile has to span: below, its range and slopes say nothing about the tile. */
const FEWEST_CELLS = 2;

/** Throws `geometry` for a reference whose cells, `cell` pixels of the output, are too large for tiles of `tile` pixels. */
export function requireCells(reference: string, cell: number, tile: number): void {
  if (tile >= FEWEST_CELLS * cell) return;
  throw new CuestaError(
    'geometry',
    `The reference ${reference} is too coarse for this image: a network tile of ${tile} pixels spans ${(tile / cell).toPrecision(2)} of its cells.`,
    {
      subject: reference,
      hint: 'Go in steps: --pyramid 3, or --cascade with an image of a resolution in between; or choose a larger --resolution.',
    },
  );
}
