/** Where the Sun stands, degrees. */
export interface Sun {
  /** Clockwise from grid +y (up in the raster), towards the Sun. */
  readonly azimuth: number;
  /** Above the local horizontal, more than 0. */
  readonly elevation: number;
}

/** Unit vector towards the Sun: along columns, along rows (DOWN), up. */
export function sunVector({ azimuth, elevation }: Sun): readonly [col: number, row: number, up: number] {
  const a = (azimuth * Math.PI) / 180;
  const e = (elevation * Math.PI) / 180;
  return [Math.sin(a) * Math.cos(e), -Math.cos(a) * Math.cos(e), Math.sin(e)];
}
