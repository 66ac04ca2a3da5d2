import { readFileSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { cuesta, succeed, succeedJson, temporaryFolder } from './support/cuesta.js';

/** What real jobs bring: gross errors, gaps, lonely scenes, several CRSs and vertical datums. All through files. */
const folder = temporaryFolder();
const at = (...names: readonly string[]): string[] => names.map((name) => `block/scenes/orbit${name}.tif`);
const ORBIT_1 = at('1-scene1', '1-scene2', '1-scene3');
const ORBIT_2 = at('2-scene1', '2-scene2', '2-scene3');
/** At 45 degrees north, halfway between two UTM zones: their grid norths lie 4 degrees apart. */
const CRS = '+proj=tmerc +lat_0=45 +lon_0=12 +k=1 +x_0=50000 +y_0=100000 +ellps=WGS84 +units=m +no_defs';
const LASER = ['--control', 'block/laser.csv', '--footprint', '70', '--check-points', '40'];
const REFERENCE = ['--reference', 'block/reference.tif'];

interface Adjusted {
  readonly checkPoints: {
    readonly givenRmse: number;
    readonly after: { readonly rmse: number };
    readonly mosaicRmse: number;
  };
  readonly control: { readonly control: number; readonly rejected: { readonly residual: number } };
  readonly height: {
    readonly groups: readonly { readonly group: string; readonly count: number; readonly rejected: number }[];
  };
  readonly warnings: readonly string[];
}

interface Parameters {
  readonly scenes: readonly {
    readonly id: string;
    readonly height: { readonly status: string; readonly parameters: readonly number[] };
  }[];
}

const adjust = (output: string, ...args: readonly string[]): Promise<Adjusted> =>
  succeedJson<Adjusted>(folder, 'adjust', ...args, '-o', output, '--quiet');

const simulate = (output: string, ...options: readonly string[]): Promise<string> =>
  succeed(
    folder,
    ...['simulate', 'stripes', '-o', output, '--orbits', '2', '--scenes', '3', '--size', '350'],
    ...['--laser-points', '400', '--no-truth', '--crs', CRS, ...options],
  );

const json = <T>(path: string): T => JSON.parse(readFileSync(join(folder, path), 'utf8')) as T;

/** Powers of u and v in the order of the coefficients. */
const TERMS = [
  [0, 0],
  [1, 0],
  [0, 1],
  [2, 0],
  [1, 1],
  [0, 2],
  [3, 0],
  [2, 1],
  [1, 2],
  [0, 3],
] as const;
const meanOfPower = (n: number): number => (n % 2 === 1 ? 0 : 1 / (n + 1));

function rmsOf(coefficients: readonly number[]): number {
  let sum = 0;
  for (const [i, a] of coefficients.entries()) {
    for (const [j, b] of coefficients.entries()) {
      const [[pu, pv], [qu, qv]] = [TERMS[i]!, TERMS[j]!];
      sum += a * b * meanOfPower(pu + qu) * meanOfPower(pv + qv);
    }
  }
  return Math.sqrt(sum);
}

/** Height errors that the scenes of a block were given, and what corrections leave of them; RMS over all scenes, metres. */
function heightErrors(block: string, product: string): { readonly given: number; readonly left: number } {
  const truth = json<{ readonly scenes: readonly { readonly path: string; readonly height: number[] }[] }>(
    `${block}/true-parameters.json`,
  );
  const squares = json<Parameters>(`${product}_parameters.json`).scenes.map(({ id, height }) => {
    const real = truth.scenes.find(({ path }) => path.endsWith(`/${id}.tif`))!.height;
    return [rmsOf(real) ** 2, rmsOf(real.map((c, i) => c - height.parameters[i]!)) ** 2] as const;
  });
  const rms = (of: 0 | 1): number => Math.sqrt(squares.reduce((sum, s) => sum + s[of], 0) / squares.length);
  return { given: rms(0), left: rms(1) };
}

/** The bar of the paper's block: what is left at check points. */
function expectAdjusted({ checkPoints: { givenRmse, after } }: Adjusted): void {
  expect(givenRmse).toBeGreaterThan(2);
  expect(after.rmse / givenRmse).toBeLessThan(0.31);
}

beforeAll(() => simulate('block'), 240_000);

describe('observations that are wrong or few', () => {
  test('5 % gross outliers in ties and control decide nothing', async () => {
    await simulate('spoiled', '--laser-outliers', '0.05', '--spoiled', '0.05');
    const result = await adjust('spoiled.tif', 'spoiled/job.json', '--check-points', '40');
    // In the scenes: what is spoiled in them is spoiled in their mosaic, too.
    expectAdjusted(result);
    expect(result.control.rejected.residual).toBeGreaterThan(10);
    expect(result.height.groups.find(({ group }) => group === 'tie')!.rejected).toBeGreaterThan(10);
    // Over whole scenes, corners beyond the outermost observations included: measured 0.326.
    const { given, left } = heightErrors('spoiled', 'spoiled');
    expect(left).toBeLessThan(0.36 * given);
  });

  test('a reference DEM alone places the block', async () => {
    await adjust('reference.tif', ...ORBIT_1, ...ORBIT_2, ...REFERENCE);
    const { given, left } = heightErrors('block', 'reference');
    expect(left).toBeLessThan(0.25 * given);
  });

  test('heights of the reference help sparse control when they are asked for', async () => {
    const lines = readFileSync(join(folder, 'block/laser.csv'), 'utf8').split('\n');
    const few = ['--control', 'few.csv', '--footprint', '70', '--thin', '0', ...REFERENCE];
    await writeFile(join(folder, 'few.csv'), lines.filter((_, i) => i % 20 === 0).join('\n'));
    const alone = await adjust('alone.tif', ...ORBIT_1, ...ORBIT_2, ...few);
    const both = await adjust('both.tif', ...ORBIT_1, ...ORBIT_2, ...few, '--reference-heights');
    const groups = (result: Adjusted) => result.height.groups.map(({ group }) => group);
    expect(groups(alone)).not.toContain('reference');
    expect(groups(both)).toContain('reference');
    expect(heightErrors('block', 'both').left).toBeLessThan(heightErrors('block', 'alone').left);
  });

  test('a gap along an orbit is bridged by the other one', async () => {
    const scenes = [ORBIT_1[0]!, ORBIT_1[2]!, ...ORBIT_2];
    expectAdjusted(await adjust('gap.tif', ...scenes, ...LASER, ...REFERENCE));
    await adjust('fixed.tif', ...scenes, '--fix', 'orbit2-scene2');
    for (const { id, height } of json<Parameters>('fixed_parameters.json').scenes)
      expect(height.status, id).toBe(id === 'orbit2-scene2' ? 'fixed' : 'adjusted');
  });
});

describe('scenes without ties', () => {
  test('are adjusted by their own control, and the tool says so', async () => {
    const result = await adjust('lonely.tif', ORBIT_1[0]!, ORBIT_1[2]!, ...LASER);
    expect(result.checkPoints.after.rmse).toBeLessThan(0.5 * result.checkPoints.givenRmse);
    expect(result.warnings).toContain('No two scenes overlap.');
    for (const id of ['orbit1-scene1', 'orbit1-scene3'])
      expect(result.warnings.join()).toContain(`${id}: no ties to other scenes`);
  });

  test('without control either, stay as they are, and the tool says so', async () => {
    const lines = readFileSync(join(folder, 'block/laser.csv'), 'utf8').split('\n');
    const south = lines.filter((line, i) => i === 0 || Number(line.split(',')[1]) < 45);
    await writeFile(join(folder, 'south.csv'), south.join('\n'));
    const control = ['--control', 'south.csv', '--footprint', '70'];
    const { warnings } = await adjust('south.tif', ORBIT_1[0]!, ORBIT_1[2]!, ...control);
    expect(warnings.join()).toContain('orbit1-scene3: no observation at all; left as it is');
    const [, north] = json<Parameters>('south_parameters.json').scenes;
    expect(north!.height).toMatchObject({ status: 'unobserved', parameters: new Array(10).fill(0) });
  });

  test('are refused where only ties could place them', async () => {
    for (const datum of [['--fix', 'orbit1-scene1'], ['--free']]) {
      const { code, stderr } = await cuesta(
        folder,
        ...['adjust', ORBIT_1[0]!, ORBIT_1[2]!, ...datum, '-o', 'refused.tif', '--quiet'],
      );
      expect(code).toBe(3);
      expect(stderr).toContain('No two scenes overlap enough to be tied: orbit1-scene1, orbit1-scene3.');
      expect(stderr).toContain('--control');
    }
    expect((await readdir(folder)).filter((name) => name.startsWith('refused'))).toEqual([]);
  });

  test('beside scenes that are tied are left as they are, and the tool says so', async () => {
    const { warnings } = await adjust('part.tif', ORBIT_1[0]!, ORBIT_2[0]!, ORBIT_2[2]!, '--free');
    expect(warnings.join()).toContain('Height: orbit2-scene3: no observation at all; left as it is');
    const [, , lonely] = json<Parameters>('part_parameters.json').scenes;
    expect(lonely!.height).toMatchObject({ status: 'unobserved', parameters: new Array(10).fill(0) });
  });
});

describe('several CRSs', () => {
  test('scenes in degrees are adjusted as they are', async () => {
    const scenes = await converted('degrees', [...ORBIT_1, ...ORBIT_2], '--crs', 'EPSG:4326');
    expectAdjusted(await adjust('degrees.tif', ...scenes, ...LASER, ...REFERENCE));
  });

  test('scenes of two UTM zones are adjusted in the one of the output, and resampled once', async () => {
    const scenes = [
      ...(await converted('zone32', ORBIT_1, '--crs', 'EPSG:32632')),
      ...(await converted('zone33', ORBIT_2, '--crs', 'EPSG:32633')),
    ];
    const result = await adjust('zones.tif', ...scenes, ...LASER, ...REFERENCE, '--report', 'zones.html');
    expectAdjusted(result);
    expect(result.checkPoints.mosaicRmse / result.checkPoints.givenRmse).toBeLessThan(0.31);
    expect(await succeed(folder, 'info', 'zones.tif')).toContain('EPSG:32632');
  });
});

describe('several vertical datums', () => {
  test('are refused, naming files and the way out', async () => {
    const [first] = await converted('geoid', ORBIT_1, '--vertical-datum', 'egm96');
    const mixed = await cuesta(folder, 'adjust', first!, ...ORBIT_2, ...LASER, '-o', 'mixed.tif');
    expect(mixed.code).toBe(3);
    expect(mixed.stderr).toContain('orbit1-scene1.tif (EGM96 geoid)');
    expect(mixed.stderr).toContain('--vertical-datum');
    await converted('geoid', ['block/reference.tif'], '--vertical-datum', 'egm96');
    const reference = ['--reference', 'geoid/reference.tif'];
    const other = await cuesta(folder, 'adjust', ...ORBIT_2, ...reference, '-o', 'mixed.tif');
    expect(other.code).toBe(3);
    expect(other.stderr).toContain('geoid/reference.tif');
    expect(other.stderr).toContain('--vertical-datum');
  });

  test('are brought to the one that is asked for', async () => {
    const geoid = ORBIT_1.map((path) => path.replace('block/scenes', 'geoid'));
    const plain = await adjust('plain.tif', ...ORBIT_1, ...ORBIT_2, ...LASER, ...REFERENCE);
    const options = [...geoid, ...ORBIT_2, ...LASER, '--reference', 'geoid/reference.tif'];
    // The control points stay what they are: heights above the ellipsoid.
    const down = ['--vertical-datum', 'egm96', '--control-vertical', 'ellipsoid'];
    const lower = await adjust('lower.tif', ...options, ...down);
    expect(lower.checkPoints.mosaicRmse).toBeCloseTo(plain.checkPoints.mosaicRmse, 2);
    expect(await succeed(folder, 'info', 'lower.tif')).toMatch(/Heights +EGM96/);
  });

  test('hold for the reference, too, where its heights are used', async () => {
    await adjust(
      'low.tif',
      ...ORBIT_2,
      '--reference',
      'geoid/reference.tif',
      '--vertical-datum',
      'ellipsoid',
    );
    const { given, left } = heightErrors('block', 'low');
    // The geoid lies some forty metres from the ellipsoid here.
    expect(left).toBeLessThan(0.3 * given);
  });
});

/** Files converted into a folder; their new paths. */
async function converted(
  into: string,
  paths: readonly string[],
  ...options: readonly string[]
): Promise<string[]> {
  await mkdir(join(folder, into), { recursive: true });
  const made: string[] = [];
  for (const path of paths) {
    const output = `${into}/${path.split('/').at(-1)!}`;
    await succeed(folder, 'convert', path, '-o', output, ...options, '--quiet');
    made.push(output);
  }
  return made;
}
