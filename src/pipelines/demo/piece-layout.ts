import { northUp } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import { hash32 } from '../../core/rng.js';
import { createTransform } from '../../geo/transform.js';
import type { PieceOptions } from '../../simulate/pieces.js';
import { AREA, type DemoScene, POLAR, TURNED } from './scene.js';

/** Kilometres, from the scene's north-west corner to the piece's, east and south. */
interface Area {
  readonly east: number;
  readonly south: number;
  readonly width: number;
  readonly height: number;
}

/** One of the overlapping models. */
interface Layout {
  readonly name: string;
  readonly area: Area;
  /** Lies along the axes of {@link TURNED}. */
  readonly turned?: true;
  /** Pixel size, in pixels of the mosaic. */
  readonly coarseness: number;
  /** Metres. */
  readonly error: Pick<PieceOptions, 'bias' | 'whiteNoise' | 'smoothNoise'>;
}

/** In the order of the inputs: pasted one over the other, the last one lies on top. */
const LAYOUT: readonly Layout[] = [
  {
    name: 'north-west',
    area: { east: 0.35, south: 0.3, width: 9.3, height: 8.9 },
    coarseness: 1,
    error: { bias: 2.1, whiteNoise: 0.25, smoothNoise: 0.35 },
  },
  {
    name: 'north-east',
    area: { east: 6.9, south: 0.35, width: 13.25, height: 6.1 },
    coarseness: 1.2,
    error: { bias: -1.5, whiteNoise: 0.3, smoothNoise: 0.4 },
  },
  {
    name: 'east',
    area: { east: 12.4, south: 4.5, width: 7.75, height: 10.5 },
    coarseness: 1.5,
    error: { bias: 1.2, whiteNoise: 0.2, smoothNoise: 0.3 },
  },
  {
    name: 'south-west',
    area: { east: 0.3, south: 7.3, width: 7.9, height: 7.75 },
    coarseness: 1,
    error: { bias: -2.4, whiteNoise: 0.25, smoothNoise: 0.35 },
  },
  {
    name: 'south',
    area: { east: 6.1, south: 9.5, width: 9.2, height: 5.5 },
    coarseness: 2,
    error: { bias: 1.8, whiteNoise: 0.4, smoothNoise: 0.5 },
  },
  {
    name: 'centre-turned',
    area: { east: 6.5, south: 4.3, width: 7.6, height: 6.6 },
    turned: true,
    coarseness: 0.8,
    error: { bias: -0.6, whiteNoise: 0.12, smoothNoise: 0.2 },
  },
  {
    name: 'strip',
    area: { east: 16.1, south: 0.4, width: 2.1, height: 14.5 },
    coarseness: 0.9,
    error: { bias: 2.8, whiteNoise: 0.2, smoothNoise: 0.3 },
  },
];

/** The demo's pieces, named `1-north-west` and so on. */
export function pieceLayout(scene: DemoScene): PieceOptions[] {
  return LAYOUT.map((layout, i) => {
    const { grid, toTerrain } = layout.turned === true ? turnedGrid(layout, scene) : polarGrid(layout, scene);
    return {
      name: `${i + 1}-${layout.name}`,
      seed: hash32(scene.seed + 0x1000 * (i + 1)),
      grid,
      ...(toTerrain === undefined ? {} : { toTerrain }),
      ...layout.error,
      smoothPx: 60,
      holes: 9,
      raggedPx: 24,
    };
  });
}

type Placed = Pick<PieceOptions, 'grid' | 'toTerrain'>;

/** Pixel corners that no other piece shares. */
const OFFSET = { x: 0.37, y: 0.71 } as const;

function polarGrid({ area, coarseness }: Layout, { pixel }: DemoScene): Placed {
  const size = pixel * coarseness;
  const west = AREA.west + 1000 * area.east + OFFSET.x * size;
  const north = AREA.north - 1000 * area.south + OFFSET.y * size;
  return { grid: { ...gridSize(area, size), transform: northUp(west, north, size, size), crs: POLAR } };
}

/** Around the same middle, but along the axes of {@link TURNED}. */
function turnedGrid({ area, coarseness }: Layout, { pixel }: DemoScene): Placed {
  const size = pixel * coarseness;
  const middle = createTransform(POLAR, TURNED).forwardPoint(
    AREA.west + 1000 * (area.east + area.width / 2),
    AREA.north - 1000 * (area.south + area.height / 2),
  );
  const { width, height } = gridSize(area, size);
  const transform = northUp(middle[0] - (size * width) / 2, middle[1] + (size * height) / 2, size, size);
  const back = createTransform(TURNED, POLAR);
  return {
    grid: { width, height, transform, crs: TURNED },
    toTerrain: (x, y) => back.forwardPoint(x, y),
  };
}

function gridSize({ width, height }: Area, size: number): Pick<Grid, 'width' | 'height'> {
  return { width: Math.round((1000 * width) / size), height: Math.round((1000 * height) / size) };
}
