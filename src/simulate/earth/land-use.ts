/**
 * Classes of land use in the numbering of the European Urban Atlas as IEEE DFC2022 groups it, which JSPSR's masks follow
 * (methods/jspsr.md, section 7); the simulation makes these of the 15.
 */
export const LAND_USE = {
  urban: 1,
  industry: 2,
  green: 4,
  arable: 5,
  pasture: 7,
  orchard: 9,
  forest: 10,
  herbs: 11,
  water: 14,
} as const;

export type LandUse = (typeof LAND_USE)[keyof typeof LAND_USE];
