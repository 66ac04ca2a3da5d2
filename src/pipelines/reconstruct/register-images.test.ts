import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Surface, sphereKeys, writeDem } from '../../../test/end-to-end/support/dem-file.js';
import { invert, toMap } from '../../core/geo-transform.js';
import { createRng } from '../../core/rng.js';
import { inspectInputs } from '../../product/inputs.node.js';
import type { JobContext } from '../../product/job-context.js';
import { runSettingsSchema } from '../../product/run-settings.js';
import { shadeLunarLambert } from '../../simulate/lunar/lunar-lambert.js';
import type { Sun } from '../../simulate/lunar/sun.js';
import { findSuns, requireSuns } from './find-suns.node.js';
import type { Pair } from './pairs.js';
import { type Registration, registerReconstruction } from './register-images.node.js';
import { movedTransform } from './register-step.node.js';

const folder = mkdtempSync(join(tmpdir(), 'cuesta-register-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = (name: string): string => join(folder, name);
const moon = { geoKeys: sphereKeys, geoDoubles: [1737400] };

/** Ground of 900 x 700 pixels of 5 m from (0, 0) to the south-east, with hills that cells of 40 m still show. */
const [cols, rows, pixel] = [900, 700, 5];
const rng = createRng(5);
const hills = Array.from({ length: 500 }, () => ({
  x: cols * pixel * rng.next(),
  y: -rows * pixel * rng.next(),
  r: 60 + 80 * rng.next(),
  h: 30 * (rng.next() - 0.4),
}));
const ground: Surface = (x, y) =>
  hills.reduce((sum, o) => sum + o.h * Math.exp(-((x - o.x) ** 2 + (y - o.y) ** 2) / (2 * o.r ** 2)), 0);
const suns: readonly Sun[] = [
  { azimuth: 250, elevation: 25 },
  { azimuth: 240, elevation: 27 },
];
/** Where the files say that the images lie, less where they lie. */
const errors = [
  [55, -40],
  [85, 10],
] as const;

beforeAll(() => {
  const heights = new Float32Array(cols * rows);
  for (const hill of hills) {
    // As `ground`, without what is far away.
    const [c0, r0, reach] = [
      Math.floor(hill.x / pixel),
      Math.floor(-hill.y / pixel),
      Math.ceil((4.5 * hill.r) / pixel),
    ];
    for (let r = Math.max(0, r0 - reach); r < Math.min(rows, r0 + reach); r++)
      for (let c = Math.max(0, c0 - reach); c < Math.min(cols, c0 + reach); c++) {
        const d2 = ((c + 0.5) * pixel - hill.x) ** 2 + ((r + 0.5) * pixel + hill.y) ** 2;
        heights[r * cols + c]! += hill.h * Math.exp(-d2 / (2 * hill.r ** 2));
      }
  }
  const albedo = heights.map(() => 1 + 0.04 * rng.normal());
  const fine = { width: cols, height: rows, pixel, heights };
  const image = (name: string, col: number, width: number, k: 0 | 1): void => {
    const shade = shadeLunarLambert(fine, suns[k]!).map((s, i) => s * albedo[i]!);
    const [dx, dy] = errors[k];
    writeDem(path(name), {
      ...{ cols: width, rows, x: col * pixel + dx, y: dy, pixel },
      surface: (x, y) => 900 * shade[Math.floor((dy - y) / pixel) * cols + Math.floor((x - dx) / pixel)]!,
      ...moon,
    });
  };
  image('left.tif', 0, 600, 0);
  image('right.tif', 250, 650, 1);
  image('strip-left.tif', 0, 580, 0);
  image('strip-right.tif', 400, 500, 1);
  image('pair-left.tif', 0, 500, 0);
  image('pair-right.tif', 365, 535, 1);
  const reference = { cols: 120, rows: 96, x: -150, y: 170, pixel: 40 };
  writeDem(path('reference.tif'), { ...reference, surface: ground, ...moon });
}, 60_000);

const context: JobContext = {
  signal: new AbortController().signal,
  progress: () => {},
  log: () => {},
  settings: runSettingsSchema.parse({}),
  command: 'test',
};

async function register(
  names: readonly string[],
  lights: readonly Sun[],
  pairs: readonly Pair[] = [],
): Promise<Registration> {
  const files = await inspectInputs([...names, 'reference.tif'].map(path), context.signal);
  const images = files.slice(0, -1);
  const output = { ...images[0]!.grid, width: cols, height: rows };
  return registerReconstruction({ images, reference: files.at(-1)!, suns: lights, pairs, output }, context);
}

describe('images come back to where they lie', () => {
  it('the middle one by the shaded reference, its neighbour by it', async () => {
    const { placements } = await register(['left.tif', 'right.tif'], suns);
    expect(placements.map(({ onto }) => onto)).toContain('reference');
    expect(placements.some(({ onto }) => onto.endsWith('.tif'))).toBe(true);
    const off = placements.map(
      ({ moved }, k) => [moved[0] + errors[k]![0], moved[1] + errors[k]![1]] as const,
    );
    for (const [east, north] of off) expect(Math.hypot(east, north)).toBeLessThan(10);
    // To each other, at the middles outside of what they share: half a pixel, under Suns that differ by 10 degrees.
    expect(Math.hypot(off[0]![0] - off[1]![0], off[0]![1] - off[1]![1])).toBeLessThan(2.5);
    for (const { correlationAfter } of placements) expect(correlationAfter).toBeGreaterThan(0.8);
  });

  it('the right one of an observation by the strip that it shares with the left one', async () => {
    const names = ['pair-right.tif', 'pair-left.tif'];
    const { placements } = await register(names, [suns[1]!, suns[0]!], [{ left: 1, right: 0 }]);
    const partner = placements.find(({ onto }) => onto !== 'reference')!;
    const other = placements.find(({ onto }) => onto === 'reference')!;
    expect(names.map(path)).toContain(partner.onto);
    const error = ({ image, moved }: (typeof placements)[0]) => {
      const [east, north] = errors[image.includes('right') ? 1 : 0];
      return [moved[0] + east, moved[1] + north] as const;
    };
    const [a, b] = [error(partner), error(other)];
    // The strip of 135 pixels places a middle that lies 200 pixels beside it.
    expect(Math.hypot(a[0] - b[0], a[1] - b[1])).toBeLessThan(5);
  });

  it('its neighbour by a strip that is narrow for its length', async () => {
    const { placements } = await register(['strip-left.tif', 'strip-right.tif'], suns);
    expect(placements.map(({ onto }) => onto === 'reference')).toContain(false);
    const off = placements.map(
      ({ moved }, k) => [moved[0] + errors[k]![0], moved[1] + errors[k]![1]] as const,
    );
    expect(Math.hypot(off[0]![0] - off[1]![0], off[0]![1] - off[1]![1])).toBeLessThan(pixel);
  });

  it('not under another Sun', async () => {
    const wrong = { azimuth: 250 - 180, elevation: 25 };
    await expect(register(['left.tif'], [wrong])).rejects.toMatchObject({
      code: 'convergence',
      message: expect.stringMatching(/left.tif does not look like the reference under its Sun/),
    });
  });
});

it('finds the Suns that are not known, and refuses images that no Sun explains', async () => {
  writeDem(path('other.tif'), {
    ...{ cols: 300, rows: 300, x: 0, y: 0, pixel },
    surface: (x, y) => 500 + 90 * Math.sin(x / 37 + Math.sin(y / 90)) * Math.cos(y / 53),
    ...moon,
  });
  const files = await inspectInputs(
    ['left.tif', 'right.tif', 'other.tif', 'reference.tif'].map(path),
    context.signal,
  );
  const images = files.slice(0, -1);
  const given = { ...suns[1]!, from: 'option', correlation: null } as const;
  const found = await findSuns(images, [null, given, null], files.at(-1)!, context);
  expect(found[0]!.from).toBe('search');
  expect(Math.abs(found[0]!.azimuth - suns[0]!.azimuth)).toBeLessThan(8);
  expect(found[1]).toBe(given);
  expect(found[2]).toBeNull();
  expect(() => requireSuns(images, found)).toThrow(/Sun of .*other.tif is not known/);
});

it('an affine between planes becomes one of the ground', () => {
  const plane = [20, 0, 1000, 0, -20, 5000] as const;
  const image = [1.5, 0, 1010, 0, -1.5, 4990] as const;
  const affine = [1.01, 0.02, 3, -0.01, 0.99, -2] as const;
  const moved = movedTransform(image, plane, affine);
  // A pixel of the image that the plane shows at affine(u) lies at u.
  const u = [37.5, 12.25] as const;
  const shown = toMap(plane, ...toMap(affine, ...u));
  const inImage = toMap(invert(image), ...shown);
  const lies = toMap(moved, ...inImage);
  const wanted = toMap(plane, ...u);
  expect(lies[0]).toBeCloseTo(wanted[0], 8);
  expect(lies[1]).toBeCloseTo(wanted[1], 8);
});
