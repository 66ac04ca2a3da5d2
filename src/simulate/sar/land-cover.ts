import { hash32 } from '../../core/rng.js';
import { fractalSurface } from '../fractal.js';
import { gradientNoise } from '../gradient-noise.js';
import { type Kinds, smoothStep } from './mixed-terrain.js';

/** What grows or stands on a place. */
export interface Cover {
  /** Metres above the ground. */
  readonly height: number;
  /** Gamma nought in decibels. */
  readonly gamma: number;
}

/** Gamma nought of forest, of fields in the middle, of the hedges between them and of the walls of houses, decibels; X band, about. */
const FOREST = -7;
const FIELD = -11;
const HEDGE = -4;
const HOUSE = 12;
/** Spread of neighbouring fields, decibels. */
const FIELD_SPREAD = 6;
/** Metres: edges of a field, and of the squares of which one in 24 has a house. */
const FIELD_LENGTH = 170;
const FIELD_WIDTH = 80;
const HOUSE_CELL = 90;
/** Crowns of trees. */
const CANOPY = 11;

/** Forest on mountains and in patches, fields with hedges and some houses elsewhere, as a function of position in metres. */
export function landCover(seed: number): (x: number, y: number, kinds: Kinds) => Cover {
  const crowns = fractalSurface(
    { seed: hash32(seed + 5), rms: 1.6, longest: 40, shortest: 8, hurst: 0.5 },
    1,
  );
  const stands = fractalSurface(
    { seed: hash32(seed + 6), rms: 1.5, longest: 300, shortest: 15, hurst: 0.3 },
    1,
  );
  const patches = fractalSurface(
    { seed: hash32(seed + 7), rms: 0.35, longest: 700, shortest: 20, hurst: 0.7 },
    1,
  );
  return (x, y, { mountain, hill, flat }) => {
    const patch = patches.coarse(x, y);
    const forest = smoothStep(-0.04, 0.04, patch + 0.32 * mountain + 0.05 * hill - 0.4 * flat);
    const open = forest < 1 ? openLand(x, y, seed) : FIELD;
    return {
      height: forest > 0 ? forest * (CANOPY + crowns.coarse(x, y)) : 0,
      gamma: open + forest * (FOREST - open) + stands.coarse(x, y),
    };
  };
}

function openLand(x: number, y: number, seed: number): number {
  if (isHouse(x, y, seed)) return HOUSE;
  // Bent lattice: rows of fields follow the land, and every second row is set off by half a field.
  const bentX = x + 60 * gradientNoise(x / 900, y / 900, hash32(seed + 8));
  const bentY = y + 60 * gradientNoise(x / 900, y / 900, hash32(seed + 9));
  const row = Math.floor(bentY / FIELD_LENGTH);
  const across = bentX / FIELD_WIDTH + 0.37 * row;
  const col = Math.floor(across);
  const edge = Math.min(
    FIELD_WIDTH * Math.min(across - col, col + 1 - across),
    FIELD_LENGTH * Math.min(bentY / FIELD_LENGTH - row, row + 1 - bentY / FIELD_LENGTH),
  );
  const own = hash32(hash32(seed + row) + Math.imul(col, 0x27d4eb2f));
  if (edge < 4 && (own & 3) === 0) return HEDGE;
  return FIELD + FIELD_SPREAD * (own / 2 ** 32 - 0.5);
}

/** Some metres of wall that face the radar wherever it is. */
function isHouse(x: number, y: number, seed: number): boolean {
  const [col, row] = [Math.floor(x / HOUSE_CELL), Math.floor(y / HOUSE_CELL)];
  const own = hash32(hash32(seed + 77 * row) + Math.imul(col, 0x165667b1));
  if (own % 24 !== 0) return false;
  const east = (col + 0.1 + 0.8 * (((own >>> 4) & 255) / 255)) * HOUSE_CELL;
  const north = (row + 0.1 + 0.8 * (((own >>> 12) & 255) / 255)) * HOUSE_CELL;
  return Math.abs(x - east) < 4 && Math.abs(y - north) < 4;
}
