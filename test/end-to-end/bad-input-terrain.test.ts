import { beforeAll, describe, test } from 'vitest';
import { writeBadFiles } from './support/bad-files.js';
import { HOOK_TIMEOUT, temporaryFolder } from './support/cuesta.js';
import type { Refusal } from './support/refusal.js';
import { expectRefusals } from './support/run-lines.js';

const folder = temporaryFolder();
beforeAll(() => writeBadFiles(folder), HOOK_TIMEOUT);

const refusal = (args: string, code: number, says: RegExp, advises: RegExp): Refusal => {
  return { args, code, says, advises };
};

describe.concurrent('DEMs that can be read and not used', () => {
  test('without a valid sample', () =>
    expectRefusals(folder, [
      ...['aspect', 'tpi', 'tri', 'roughness', 'curvature'].map((name) =>
        refusal(
          `${name} all-nodata.tif -o OUT/o.tif`,
          3,
          /all-nodata\.tif has no valid sample/,
          /nodata value/,
        ),
      ),
      refusal('contour all-nodata.tif -i 5 -o OUT/o.json', 3, /all-nodata\.tif has no valid/, /nodata value/),
      refusal(
        'profile all-nodata.tif --line 500000 3999500 501000 3999900 -o OUT/o.csv',
        3,
        /The line meets no height of all-nodata\.tif/,
        /CRS of the DEM/,
      ),
      refusal(
        'compare all-nodata.tif --reference good.tif -o OUT',
        3,
        /all-nodata\.tif has no height/,
        /valid share/,
      ),
      refusal(
        'compare good.tif --reference all-nodata.tif -o OUT',
        3,
        /all-nodata\.tif has no height/,
        /valid share/,
      ),
      refusal(
        'compare good.tif --reference all-infinite.tif -o OUT',
        3,
        /all-infinite\.tif has no height/,
        /valid share/,
      ),
      refusal(
        'disparity good.tif all-nodata.tif --range -5 5 -o OUT/o.tif',
        3,
        /all-nodata\.tif has no valid/,
        /nodata/,
      ),
      refusal('contour all-infinite.tif -i 5 -o OUT/o.json', 3, /all-infinite\.tif/, /nodata/),
    ]));

  test('of another body', () =>
    expectRefusals(folder, [
      refusal(
        'compare moon.tif --reference good.tif -o OUT',
        3,
        /moon\.tif on Moon, good\.tif on Earth/,
        /one body/,
      ),
      refusal(
        'compare good.tif --reference good.tif --mask moon.tif -o OUT',
        3,
        /moon\.tif lies on Moon/,
        /on Earth/,
      ),
      refusal('align moon.tif --reference good.tif -o OUT/o.tif', 3, /moon\.tif/, /body|bodies/),
      refusal(
        'enhance --dem moon.tif --image image.tif -o OUT/o.tif',
        3,
        /moon\.tif is on Moon/,
        /same body/,
      ),
      refusal(
        'reconstruct --image good.tif --reference moon.tif -o OUT/o.tif',
        3,
        /moon\.tif on Moon/,
        /same body/,
      ),
      refusal(
        'simulate sar --dem moon.tif -o OUT/scene',
        3,
        /those of moon\.tif are "unknown"/,
        /cuesta convert/,
      ),
    ]));

  test('elsewhere', () =>
    expectRefusals(folder, [
      refusal(
        'compare far.tif --reference good.tif -o OUT',
        3,
        /far\.tif and good\.tif do not overlap/,
        /cuesta info/,
      ),
      refusal(
        'enhance --dem far.tif --image image.tif -o OUT/o.tif',
        3,
        /far\.tif do not overlap/,
        /cuesta info/,
      ),
      refusal('align far.tif --reference good.tif -o OUT/o.tif', 3, /far\.tif/, /./),
      refusal(
        'profile good.tif --line 0 0 10 10 -o OUT/o.csv',
        3,
        /meets no height of good\.tif/,
        /cuesta info/,
      ),
      refusal(
        'dataset dfc30 --city X --ortho image.tif --truth far.tif --cop30 good.tif -o OUT',
        3,
        /None of \d+ samples/,
        /overlap/,
      ),
    ]));
});

describe.concurrent('options of the newer commands', () => {
  test('that make no sense', () =>
    expectRefusals(folder, [
      refusal('contour good.tif -o OUT/o.json', 2, /--interval is missing/, /Difference of height/),
      refusal('contour good.tif -i 0 -o OUT/o.json', 2, /--interval must be greater than 0/, /Difference/),
      refusal('contour good.tif -i 1e-7 -o OUT/o.json', 2, /thousands of contours/, /larger --interval/),
      refusal(
        'contour good.tif -i 5 -o good.tif --overwrite',
        2,
        /good\.tif is also an input/,
        /never changed/,
      ),
      refusal('profile good.tif --line 1 2 3 -o OUT/o.csv', 2, /--line needs 4 numbers/, /Ends of the line/),
      refusal('profile good.tif --line 1 2 3 4 -o nowhere/o.csv', 4, /nowhere \(ENOENT\)/, /does not exist/),
      refusal('compare good.tif --reference good.tif --assert rmse', 2, /rmse/, /./),
      refusal('compare good.tif --reference good.tif --assert height<3', 2, /height<3/, /rmse/),
      refusal('simulate mars -o good.tif --size 64', 4, /Cannot create good\.tif \(EEXIST\)/, /another name/),
      refusal('simulate earth -o OUT/scene --size 0', 2, /--size must be at least/, /pixels/),
      refusal(
        'simulate moon -o OUT/scene --sun 400,100',
        2,
        /no position of the Sun/,
        /azimuth and elevation/,
      ),
    ]));
});
