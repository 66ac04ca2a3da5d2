/** Elevations of the Sun beyond which shading is no longer proportional to slopes, or shows hardly any: degrees. */
const [LOWEST, HIGHEST] = [10, 65];

/**
 * How steep ground is that shows a contrast under a Sun at `elevation`, over how steep it is under one at `usual` (both degrees): tan e /
 * tan e0. Under Lambert's law, a slope s towards the Sun is brighter than level ground by s / tan e, for small s. An image alone does
 * not tell weak slopes under a low Sun from strong ones under a high Sun; a network that is to tell slopes has to be told the Sun's elevation,
 * or to give what holds for one elevation and have it multiplied by this. Beyond 10 and 65 degrees as there.
 */
export function slopeOfContrast(elevation: number, usual: number): number {
  const tangent = (degrees: number): number => Math.tan((degrees * Math.PI) / 180);
  return tangent(Math.min(HIGHEST, Math.max(LOWEST, elevation))) / tangent(usual);
}
