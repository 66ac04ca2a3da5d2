/** A colour map by equally spaced sRGB anchors, linear in between. */
export interface ColourMap {
  readonly name: string;
  /** `rrggbb`, from the lowest to the highest value. */
  readonly anchors: readonly string[];
}

const map = (name: string, anchors: string): ColourMap => ({ name, anchors: anchors.split(' ') });

/** Perceptually uniform (van der Walt & Smith 2015, CC0): every 15th of its 256 entries. */
export const VIRIDIS = map(
  'viridis',
  '440154 481769 472a7a 433d84 3d4e8a 355e8d 2e6d8e 297b8e 23898e 1f978b 21a585 2eb37c 46c06f 65cb5e 89d548 b0dd2f d8e219 fde725',
);

/** Optimised for colour vision deficiency (Nuñez, Anderton & Renslow 2018): every 15th of its 256 entries. */
export const CIVIDIS = map(
  'cividis',
  '00224e 002d68 163770 2e416d 3f4c6c 4e566c 5c616e 696b71 767676 838179 928c78 a09875 afa471 bfb06b cfbd62 dfca57 f0d846 fee838',
);

/** Blue below, red above zero: RdBu of ColorBrewer (Brewer & Harrower) with 11 classes, reversed. */
export const BLUE_RED = map(
  'blue-red',
  '053061 2166ac 4393c3 92c5de d1e5f0 f7f7f7 fddbc7 f4a582 d6604d b2182b 67001f',
);

/** Heights of any body under a hillshade: rising lightness, muted, nothing that looks like water or forest. */
export const RELIEF = map('relief', '3b4a5c 4f6571 6b8079 8c967c b1a981 cfbd93 e3d2b4 f1e8d8 fbf8f3');

/** Hypsometric tints for vegetated land: lowland green, upland yellow, mountain brown, summits white; no water. */
export const TERRAIN = map(
  'terrain',
  '2f7d4f 5f9f55 92b962 c3cf7b e8dc95 dfbf7a c99a5f ad7b51 97694d a58a78 c9bcb2 f7f5f2',
);

/** Slope in degrees: flat ground is pale, cliffs are dark. */
export const SLOPE = map('slope', 'fbf7ea f6e0b0 efbf7b e2945a cb6549 a53c46 741e46 3f0f38');

export const GREY = map('grey', '000000 ffffff');

/** 256 RGB triples. */
export function lookupTable({ anchors }: ColourMap): Uint8Array {
  const channel = (anchor: number, c: number): number =>
    Number.parseInt(anchors[anchor].slice(2 * c, 2 * c + 2), 16);
  const table = new Uint8Array(256 * 3);
  for (let i = 0; i < 256; i++) {
    const position = (i / 255) * (anchors.length - 1);
    const lower = Math.min(Math.floor(position), anchors.length - 2);
    for (let c = 0; c < 3; c++) {
      const a = channel(lower, c);
      table[i * 3 + c] = Math.round(a + (channel(lower + 1, c) - a) * (position - lower));
    }
  }
  return table;
}

/** After the light qualitative scheme of Tol (2021), told apart with any colour vision; paler, to carry a hillshade. */
const CATEGORIES =
  '95bde4 f2a288 6dcaaf f2e4a2 ffbdca cad760 afe4ff bdbd38 d5c4e4 e1ba96 9bc7cc e4e4e4'.split(' ');

/** `rrggbb` of a category; repeats after twelve. */
export function categoryColour(index: number): string {
  return CATEGORIES[index % CATEGORIES.length];
}
