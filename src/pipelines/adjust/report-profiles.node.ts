import { invert, toMap } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import { metresPerUnit } from '../../geo/ground-size.js';
import { createNodeCompute } from '../../kernels/select.node.js';
import { createSourcePool } from '../../product/source-pool.node.js';
import type { Figure } from '../../report/figure.js';
import { figureProfiles } from '../../report/profile-figure.js';
import type { WindowSource } from '../../resample/resample-window.js';
import { type Profile, sampleProfile } from '../../terrain/profile.js';
import type { AdjustedBlock, MatchedOverlap } from './adjusted-block.js';
import type { BlockScene } from './block.js';
import { createBlockSources } from './scene-source.node.js';
import { shortNames } from './short-names.js';

type Point = readonly [x: number, y: number];

/** Overlaps that are shown, and samples along a profile. */
const SHOWN = 3;
const SAMPLES = 600;

/** Profiles across the overlaps that differed most: both scenes as given, and the mosaic. */
export async function figuresOfProfiles(
  mosaic: Pick<BlockScene, 'path' | 'grid'>,
  scenes: readonly BlockScene[],
  block: AdjustedBlock,
  signal: AbortSignal,
): Promise<Figure[]> {
  const pool = createSourcePool();
  const compute = await createNodeCompute('wasm');
  const sources = createBlockSources(pool, compute);
  const asScene: BlockScene = { ...mosaic, id: 'mosaic', own: null, shift: null };
  const chosen = block.overlaps
    .map((overlap) => ({ overlap, size: meanDifference(block, overlap) }))
    .filter(({ overlap, size }) => overlap.heights > 0 && !Number.isNaN(size))
    .sort((p, q) => q.size - p.size)
    .slice(0, SHOWN);
  const names = shortNames(scenes.map(({ id }) => id));
  const figures: Figure[] = [];
  for (const { overlap } of chosen) {
    const [a, b] = [overlap.a, overlap.b].map((id) => scenes.find((scene) => scene.id === id)!) as [
      BlockScene,
      BlockScene,
    ];
    const [from, to] = lineAcross(block, overlap, a);
    const series = [];
    for (const [label, scene] of [
      ['Mosaic', asScene],
      [`${names.get(a.id)!} as given`, a],
      [`${names.get(b.id)!} as given`, b],
    ] as const) {
      const profile = await profileOf(await sources.scene(scene), scene.grid, [from, to], signal);
      series.push({ label, profile, reference: scene === asScene });
    }
    figures.push(
      figureProfiles({
        title: `Across ${overlap.a} – ${overlap.b}`,
        caption: `${overlap.direction === 'along-track' ? 'Along the orbit' : 'Across the orbits'}, through the middle of the overlap.`,
        series,
        metresPerUnit: a.grid.crs.kind === 'geographic' ? null : metresPerUnit(a.grid, 0).x,
        axis: 'Height (m)',
      }),
    );
  }
  await pool.close();
  await compute.close();
  return figures;
}

/** Mean absolute height difference of an overlap before the adjustment. */
function meanDifference({ height }: AdjustedBlock, { a, b }: MatchedOverlap): number {
  const ties = height.observations.filter((o) => o.group === 'tie' && o.scenes[0] === a && o.scenes[1] === b);
  return ties.reduce((sum, o) => sum + Math.abs(o.before), 0) / ties.length;
}

/** A line along the map's axis that crosses the overlap the short way, half of it beyond its ends. */
function lineAcross(
  { places }: AdjustedBlock,
  { a, b }: MatchedOverlap,
  { grid }: BlockScene,
): [Point, Point] {
  const inside = [...places.values()].filter(({ id }) => id.startsWith(`${a} ${b} `));
  const xs = inside.map((p) => p.x).sort((p, q) => p - q);
  const ys = inside.map((p) => p.y).sort((p, q) => p - q);
  const [x, y] = [xs[xs.length >> 1]!, ys[ys.length >> 1]!];
  const [width, height] = [xs.at(-1)! - xs[0]!, ys.at(-1)! - ys[0]!];
  const reach = Math.max(1.5 * Math.min(width, height), 60 * Math.abs(grid.transform[0]));
  return width < height
    ? [
        [x - reach, y],
        [x + reach, y],
      ]
    : [
        [x, y - reach],
        [x, y + reach],
      ];
}

/** Reads only the thin window along the line. */
async function profileOf(
  source: WindowSource,
  { transform }: Grid,
  [from, to]: readonly [Point, Point],
  signal: AbortSignal,
): Promise<Profile> {
  const toPixel = invert(transform);
  const [c0, r0] = toMap(toPixel, ...from);
  const [c1, r1] = toMap(toPixel, ...to);
  const col = Math.floor(Math.min(c0, c1)) - 1;
  const row = Math.floor(Math.min(r0, r1)) - 1;
  const window = {
    col,
    row,
    width: Math.ceil(Math.max(c0, c1)) + 2 - col,
    height: Math.ceil(Math.max(r0, r1)) + 2 - row,
  };
  return sampleProfile(await source.readRaster(window, { signal }), from, to, SAMPLES);
}
