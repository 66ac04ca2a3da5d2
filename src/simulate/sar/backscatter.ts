/**
 * Area that a facet turns to the radar, square metres; negative when it faces away. Times gamma it is the power that comes back from a volume
 * of plants, whatever the angle: sigma nought falls with the cosine of the local incidence angle, and flat ground has the brightness
 * `gamma / tan(incidence)` per area of slant-range cell.
 *
 * Source: Small (2011), Flattening gamma, IEEE TGRS 49(8), doi:10.1109/TGRS.2011.2120616.
 *
 * @param du width of the facet on the map, across the track, metres; `dv` along the track
 * @param rise height of its far side above its near side, metres
 * @param sine sine of the incidence angle on the ellipsoid
 */
export function projectedArea(du: number, dv: number, rise: number, sine: number): number {
  return dv * (rise * sine + du * Math.sqrt(1 - sine * sine));
}
