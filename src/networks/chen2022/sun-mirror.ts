/** How a tile is mirrored before a network sees it, and its heights afterwards. */
export interface Mirror {
  readonly upDown: boolean;
  readonly leftRight: boolean;
}

/**
 * The mirror that brings the Sun into the upper left quadrant of the raster: a network that was trained with such tiles need not find out
 * where the light comes from, without which shading says neither where ground rises nor where it falls. Mirrored ground under a
 * mirrored Sun is ground like any other. `azimuth` in degrees, clockwise from grid +y (up in the raster), towards the Sun.
 */
export function mirrorForSun(azimuth: number): Mirror {
  const angle = (azimuth * Math.PI) / 180;
  return { upDown: Math.cos(angle) < 0, leftRight: Math.sin(angle) > 0 };
}
