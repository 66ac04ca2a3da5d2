import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { writeBadFiles } from './support/bad-files.js';
import { cuestaCommand, HOOK_TIMEOUT, listing, temporaryFolder } from './support/cuesta.js';
import { expectSaid, type Refusal, withoutOutputs } from './support/refusal.js';
import { runLines } from './support/run-lines.js';

const folder = temporaryFolder();
beforeAll(() => writeBadFiles(folder), HOOK_TIMEOUT);

type Said = Pick<Refusal, 'code' | 'says' | 'advises'>;
const said = (code: number, says: RegExp, advises: RegExp): Said => ({ code, says, advises });

/** Files without a readable header. */
const UNREADABLE: Readonly<Record<string, Said>> = {
  'nowhere.tif': said(4, /Cannot read nowhere\.tif \(ENOENT\)/, /does not exist/),
  'folder.tif': said(4, /Cannot read folder\.tif \(EISDIR\)/, /name a file/),
  'zero.tif': said(3, /zero\.tif is empty/, /download it again/),
  'text.tif': said(3, /text\.tif is of no format/, /GeoTIFF/),
  'cut-head.tif': said(3, /cut-head\.tif ends early/, /truncated or damaged/),
  'huge.tif': said(3, /huge\.tif .*it claims blocks of .* but has only \d+ bytes/, /damaged/),
  'no-pixels.tif': said(3, /no-pixels\.tif .*has no size/, /damaged/),
};
/** Files that lie nowhere on the ground. */
const UNPLACED: Readonly<Record<string, Said>> = {
  'nan-pixel.tif': said(3, /nan-pixel\.tif has no usable georeferencing.*singular/, /Reproject/),
  'zero-pixel.tif': said(3, /zero-pixel\.tif has no usable georeferencing.*singular/, /Reproject/),
  'no-crs.tif': said(3, /no-crs\.tif has no usable georeferencing.*no CRS/, /Give it a CRS/),
};
/** A file whose samples are missing behind a good header. */
const CUT: Readonly<Record<string, Said>> = {
  'cut-samples.tif': said(3, /cut-samples\.tif ends early/, /truncated or damaged/),
};

const HEADERS = { ...UNREADABLE, ...UNPLACED };
const ALL = { ...HEADERS, ...CUT };

/** Where rasters go in: command lines with BAD in the place of the bad one, and what such a line has to notice. */
type Slots = readonly (readonly [line: string, bad: Readonly<Record<string, Said>>])[];
const SLOTS: Readonly<Record<string, Slots>> = {
  mosaic: [['good.tif BAD -o OUT/o.tif', ALL]],
  adjust: [['good.tif BAD -o OUT/o.tif', HEADERS]],
  align: [
    ['BAD --reference good.tif -o OUT/o.tif', ALL],
    ['good.tif --reference BAD -o OUT/o.tif', ALL],
  ],
  compare: [
    ['BAD --reference good.tif -o OUT', ALL],
    ['good.tif --reference BAD -o OUT --uncertainty', ALL],
    ['good.tif --reference good.tif --mask BAD -o OUT', ALL],
    ['good.tif --reference good.tif --classes BAD -o OUT', ALL],
  ],
  contour: [['BAD --interval 10 -o OUT/o.geojson', ALL]],
  profile: [['BAD --line 500000 3999500 501000 3999900 -o OUT/o.csv --svg OUT/o.svg', ALL]],
  relief: [
    ['BAD -o OUT/o.tif', ALL],
    [
      'good.tif --colours BAD -o OUT/o.tif',
      { 'nowhere.tif': said(2, /no colour map and no colour file nowhere\.tif/, /./) },
    ],
  ],
  fill: [
    ['BAD -o OUT/o.tif', ALL],
    ['good.tif --with BAD -o OUT/o.tif', HEADERS],
  ],
  filter: [['BAD --method median -o OUT/o.tif', ALL]],
  reconstruct: [
    ['--image BAD --reference good.tif -o OUT/o.tif', HEADERS],
    ['--image good.tif --reference BAD -o OUT/o.tif', HEADERS],
  ],
  enhance: [
    ['--dem BAD --image image.tif -o OUT/o.tif', HEADERS],
    ['--dem good.tif --image BAD -o OUT/o.tif', HEADERS],
    ['--dem good.tif --image image.tif --truth BAD -o OUT/o.tif', HEADERS],
  ],
  dataset: [
    ['dfc30 --city X --ortho BAD --truth good.tif --cop30 good.tif -o OUT', HEADERS],
    ['dfc30 --city X --ortho image.tif --truth BAD --cop30 good.tif -o OUT', HEADERS],
    ['dfc30 --city X --ortho image.tif --truth good.tif --cop30 BAD -o OUT', HEADERS],
  ],
  disparity: [
    ['BAD good.tif --range -5 5 -o OUT/o.tif', { ...UNREADABLE, ...CUT }],
    ['good.tif BAD --range -5 5 -o OUT/o.tif', { ...UNREADABLE, ...CUT }],
  ],
  simulate: [['sar --dem BAD -o OUT/scene', HEADERS]],
  info: [['BAD', UNREADABLE]],
  // Other files than rasters: bad-input-networks.test.ts, bad-input-radar.test.ts.
  radar: [],
  train: [],
  model: [],
  demo: [],
};

const overview = spawnSync(`${cuestaCommand} --help`, { shell: true, encoding: 'utf8' }).stdout;
const commands = [...overview.matchAll(/^ {2}([a-z]+) {2,}/gm)].map(([, name]) => name);
const lines = commands.flatMap((name) =>
  (SLOTS[name] ?? [['BAD -o OUT/o.tif', ALL]]).map(([line, bad]) => [`${name} ${line}`, bad] as const),
);

describe.concurrent('a bad raster', () => {
  test.for(lines)('cuesta %s', async ([line, bad]) => {
    const out = `out-${lines.findIndex(([other]) => other === line)}`;
    mkdirSync(join(folder, out));
    const before = withoutOutputs(folder);
    const files = Object.keys(bad);
    const outcomes = await runLines(
      folder,
      files.map((file) => line.replace('BAD', file).replaceAll('OUT', out)),
    );
    outcomes.forEach((outcome, i) => {
      expectSaid(outcome, bad[files[i]]);
    });
    expect(await listing(join(folder, out))).toEqual([]);
    expect(withoutOutputs(folder)).toEqual(before);
  });
});
