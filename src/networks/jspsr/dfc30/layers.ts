import type { Guidance } from '../config.js';

/**
 * The data set DFC30 of Cai and Wilson 2025: DFC30_8m/CITY/LAYER/*.tif and DFC30_3m alike, samples on one grid in all layers; DFC30_source
 * holds the layers with the pixels that they came with (methods/jspsr.md, section 7).
 */
export const DFC30_LAYERS = {
  image: 'BDORTHO',
  truth: 'RGEALTI',
  mask: 'UA2012',
  canopy: 'CHM',
} as const;

/** Global models: the first two may enter the network, all are scored. */
export const DFC30_MODELS = ['COP30', 'FABDEM', 'FATHOM'] as const;

export type Dfc30Model = (typeof DFC30_MODELS)[number];
export type Dfc30Layer = (typeof DFC30_LAYERS)[keyof typeof DFC30_LAYERS] | Dfc30Model;

export const guidanceLayer = (guidance: Guidance): Dfc30Layer => DFC30_LAYERS[guidance];

/** Side of a sample in pixels and what normalises its heights, by the pixel in metres. */
export const DFC30_GRIDS = {
  3: { size: 334, min: -80, max: 933 },
  8: { size: 128, min: -80, max: 929 },
} as const;

export type Dfc30Pixel = keyof typeof DFC30_GRIDS;

/** The cities of the published split. */
export const DFC30_VALIDATION = ['Angers', 'Lille_Arras_Lens_Douai_Henin', 'Vannes'] as const;

export const DFC30_TRAINING = [
  ...['Brest', 'Caen', 'Calais_Dunkerque', 'Cherbourg', 'Clermont-Ferrand', 'LeMans', 'Lorient'],
  ...['Marseille_Martigues', 'Nantes_Saint-Nazaire', 'Nice', 'Quimper', 'Rennes', 'Saint-Brieuc'],
] as const;
