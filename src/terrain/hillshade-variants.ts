import type { Measure } from './neighbourhoods.js';
import { type CellMetres, type DerivativeBasis, gradient } from './surface-derivatives.js';

/**
 * Hillshades as `gdaldem hillshade` defines them: `regular` is Lambertian; `combined` darkens steep ground, too;
 * `multidirectional` mixes suns in the south-west, west, north-west and north by the aspect (after Mark 1992, USGS
 * OFR 92-422); `igor` (Igor Brejc, Maperitive) only darkens slopes that face away from the sun, for maps with other content.
 */
export type HillshadeVariant = 'regular' | 'combined' | 'multidirectional' | 'igor';

export interface SunOptions {
  /** Clockwise from north; `multidirectional` has its own. */
  readonly azimuthDeg: number;
  /** Above the horizon; `igor` has none. */
  readonly altitudeDeg: number;
}

/** Light on the ground: 0 (dark) to 1, from the rise towards the east and the north. */
type Light = (east: number, north: number) => number;

/** Grey levels 1 (dark) to 255, to be stored as uint8 with 0 for missing; the gradient is that of the basis, times `zFactor`. */
export function hillshadeVariant(
  variant: HillshadeVariant,
  basis: DerivativeBasis,
  sun: SunOptions,
  { zFactor, ...cell }: CellMetres & { readonly zFactor: number },
): Measure {
  const light = lights[variant](sun);
  // GDAL's Igor scales to 0 - 255 and rounds, the others to 1 - 255.
  const [base, range] = variant === 'igor' ? [0, 255] : [1, 254];
  return (z) => {
    const [east, north] = gradient(z, cell, basis);
    const level = Math.floor(base + range * light(east * zFactor, north * zFactor) + 0.5);
    return Math.max(1, level);
  };
}

const lights: Readonly<Record<HillshadeVariant, (sun: SunOptions) => Light>> = {
  regular,
  combined,
  multidirectional,
  igor,
};

const RADIANS = Math.PI / 180;

/** Cosine of the angle between normal and sun. */
function incidence({ azimuthDeg, altitudeDeg }: SunOptions): (east: number, north: number) => number {
  const [azimuth, altitude] = [azimuthDeg * RADIANS, altitudeDeg * RADIANS];
  const sunEast = Math.sin(azimuth) * Math.cos(altitude);
  const sunNorth = Math.cos(azimuth) * Math.cos(altitude);
  const sunUp = Math.sin(altitude);
  return (east, north) =>
    (sunUp - east * sunEast - north * sunNorth) / Math.sqrt(1 + east * east + north * north);
}

function regular(sun: SunOptions): Light {
  const cosine = incidence(sun);
  return (east, north) => Math.max(0, cosine(east, north));
}

/** One minus (angle between normal and sun) x (slope), both as parts of a right angle. */
function combined(sun: SunOptions): Light {
  const cosine = incidence(sun);
  return (east, north) => {
    const angle = Math.acos(Math.min(1, Math.max(-1, cosine(east, north))));
    return 1 - (angle * Math.atan(Math.sqrt(east * east + north * north))) / (Math.PI / 2) ** 2;
  };
}

/**
 * Half the sum of four Lambertian shades, each weighted by cos² of the angle between aspect and sun. So does gdaldem,
 * though Mark (1992) has sin².
 */
function multidirectional({ altitudeDeg }: SunOptions): Light {
  const up = Math.sin(altitudeDeg * RADIANS);
  const across = Math.cos(altitudeDeg * RADIANS);
  const diagonal = across * Math.SQRT1_2;
  return (east, north) => {
    const rise = east * east + north * north;
    if (rise === 0) return up;
    const southWest = Math.max(0, up + diagonal * (east + north)) * (rise / 2 + east * north);
    const west = Math.max(0, up + across * east) * east * east;
    const northWest = Math.max(0, up + diagonal * (east - north)) * (rise / 2 - east * north);
    const northern = Math.max(0, up - across * north) * north * north;
    return (southWest + west + northWest + northern) / (2 * rise) / Math.sqrt(1 + rise);
  };
}

/** One minus (slope as part of a right angle) x (how far it faces away from the sun, 0 to 1). */
function igor({ azimuthDeg }: SunOptions): Light {
  const away = (azimuthDeg + 180) * RADIANS;
  return (east, north) => {
    const slope = Math.atan(Math.hypot(east, north)) / (Math.PI / 2);
    const turn = Math.abs(Math.atan2(-east, -north) - away) % (2 * Math.PI);
    return 1 - slope * (1 - Math.min(turn, 2 * Math.PI - turn) / Math.PI);
  };
}
