import { createBlockCodec } from '../../io/cog/codecs.node.js';
import type { CogSamples } from '../../io/cog/cog-samples.js';
import type { CogSpec } from '../../io/cog/cog-spec.js';
import { encodeTileTree } from '../../io/cog/tile-tree.js';
import type { Match } from '../../stereo/match-strip.js';
import { type MatchValue, PRODUCTS, type ProductName } from './disparity-task.js';

/** The rows [first, end) of a match as tiles of the products, one after the other; it holds what the products need. */
export type StripEncoder = (
  match: Pick<Match, 'disparity'> & Partial<Match>,
  width: number,
  first: number,
  end: number,
) => { readonly trees: MatchValue['trees']; readonly artifact: Uint8Array };

/** Tiles are as wide as a block, so that strips of any number of blocks can be cut into them. */
export async function createStripEncoder(
  specs: Readonly<Record<ProductName, CogSpec | null>>,
): Promise<StripEncoder> {
  const wanted = await Promise.all(
    PRODUCTS.flatMap((product) => {
      const spec = specs[product];
      return spec === null ? [] : [createBlockCodec(spec).then((codec) => ({ product, spec, codec }))];
    }),
  );
  return (match, width, first, end) => {
    const trees: { product: ProductName; offset: number; length: number }[] = [];
    const parts: Uint8Array[] = [];
    let offset = 0;
    for (const { product, spec, codec } of wanted) {
      const bands = bandsOf(product, match);
      const { blockSize } = spec;
      for (let top = first; top < end; top += blockSize) {
        const height = Math.min(blockSize, end - top);
        for (let left = 0; left < width; left += blockSize) {
          const tile = { col: left / blockSize, row: top / blockSize, depth: 0 };
          const cut = { left, top: top - first, width: Math.min(blockSize, width - left), height };
          const tree = encodeTileTree(
            bands.map((band) => cutOut(band, width, cut)),
            spec,
            tile,
            codec,
          );
          trees.push({ product, offset, length: tree.length });
          parts.push(tree);
          offset += tree.length;
        }
      }
    }
    const artifact = new Uint8Array(offset);
    for (const [i, part] of parts.entries()) artifact.set(part, trees[i].offset);
    return { trees, artifact };
  };
}

function bandsOf(product: ProductName, some: Parameters<StripEncoder>[0]): CogSamples[] {
  if (product === 'disparity') return [some.disparity];
  const match = some as Match;
  if (product === 'classes') return [match.classes];
  const searched = (plane: Float32Array | Uint8Array, missing: number): Float32Array =>
    Float32Array.from(plane, (v, p) => (match.classes[p] === 0 || v === missing ? Number.NaN : v));
  return [
    searched(match.distinctness, Number.NaN),
    searched(match.difference, 255),
    searched(match.ambiguity, Number.NaN),
  ];
}

function cutOut(
  plane: CogSamples,
  stride: number,
  { left, top, width, height }: { left: number; top: number; width: number; height: number },
): CogSamples {
  const out = plane.slice(0, width * height);
  for (let y = 0; y < height; y++) {
    const at = (top + y) * stride + left;
    out.set(plane.subarray(at, at + width) as never, y * width);
  }
  return out;
}
