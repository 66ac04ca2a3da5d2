import { damagedFile, unsupportedFile } from '../format-error.js';
import { groupAt, numberOf, type PvlGroup, textOf } from '../pvl/pvl-label.js';
import { packedLayout, type RawLayout } from '../raw/raw-layout.js';
import { ISIS_PIXEL_TYPES, type IsisPixelType } from './pixel-type.js';

/** How the samples of a cube are stored. */
export interface CubeLayout {
  /** As if it were not tiled; `offset` is right in any case. */
  readonly raw: RawLayout;
  /** Samples and lines of a tile; null for band-sequential cubes. Tiles are whole also at the edges. */
  readonly tile: { readonly width: number; readonly height: number } | null;
  readonly type: IsisPixelType;
  /** The file that holds the samples; null when the cube does. */
  readonly core: string | null;
  readonly scale: number;
  readonly offset: number;
}

/** Reads the object Core of a cube's label (USGS, ISIS documentation, "Cube label"). Throws `format` or `unsupported`. */
export function cubeLayout(label: PvlGroup, name: string): CubeLayout {
  const core = groupAt(label, 'ISISCUBE/CORE');
  const dimensions = groupAt(label, 'ISISCUBE/CORE/DIMENSIONS');
  const pixels = groupAt(label, 'ISISCUBE/CORE/PIXELS');
  if (core === null || dimensions === null)
    throw damagedFile(name, 'has a label without Core and Dimensions');
  const [width, height, bands] = ['SAMPLES', 'LINES', 'BANDS'].map((key) => numberOf(dimensions, key) ?? 0);
  const typeName = textOf(pixels, 'TYPE') ?? 'Real';
  const type = ISIS_PIXEL_TYPES[typeName.toUpperCase()];
  if (type === undefined) throw unsupportedFile(name, `pixels of the type ${typeName}`);
  const littleEndian = (textOf(pixels, 'BYTEORDER') ?? 'Msb').toUpperCase() === 'LSB';
  const offset = Math.max(0, (numberOf(core, 'STARTBYTE') ?? 1) - 1);
  return {
    raw: packedLayout({ dtype: type.dtype, littleEndian, width, height, bands, offset }),
    tile: tileSize(core, name),
    type,
    core: textOf(core, '^CORE'),
    scale: numberOf(pixels, 'MULTIPLIER') ?? 1,
    offset: numberOf(pixels, 'BASE') ?? 0,
  };
}

function tileSize(core: PvlGroup, name: string): CubeLayout['tile'] {
  const format = textOf(core, 'FORMAT') ?? '';
  if (format.toUpperCase() === 'BANDSEQUENTIAL') return null;
  if (format.toUpperCase() !== 'TILE') throw unsupportedFile(name, `the core format "${format}"`);
  const width = numberOf(core, 'TILESAMPLES') ?? 0;
  const height = numberOf(core, 'TILELINES') ?? 0;
  if (!(Number.isSafeInteger(width) && Number.isSafeInteger(height) && width > 0 && height > 0)) {
    throw damagedFile(name, `claims tiles of ${width} x ${height} pixels`);
  }
  return { width, height };
}
