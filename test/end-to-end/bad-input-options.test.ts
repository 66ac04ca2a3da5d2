import { join } from 'node:path';
import { beforeAll, describe, test } from 'vitest';
import { plain } from './support/bad-files.js';
import { HOOK_TIMEOUT, temporaryFolder } from './support/cuesta.js';
import { writeDem } from './support/dem-file.js';
import { expectRefusal, refusals } from './support/refusal.js';

const folder = temporaryFolder();
beforeAll(() => writeDem(join(folder, 'a.tif'), plain), HOOK_TIMEOUT);

describe.concurrent('a grid that makes no sense', () => {
  const mosaic = (options: string) => `mosaic a.tif -o OUT/o.tif ${options}`;
  test.for(
    refusals([
      { args: mosaic('--bbox 0 0 10 10'), code: 3, says: /No input overlaps/, advises: /--bbox/ },
      {
        args: mosaic('--bbox 500000 3999000 500000 4000000'),
        code: 2,
        says: /no area/,
        advises: /xmin ymin xmax ymax/,
      },
      {
        args: mosaic('--bbox 501000 4000000 500000 3999000'),
        code: 2,
        says: /no area/,
        advises: /xmin ymin xmax ymax/,
      },
      {
        args: mosaic('--bbox 1 2 3'),
        code: 2,
        says: /--bbox needs 4 numbers, not "1 2 3"/,
        advises: /xmin ymin/,
      },
      { args: mosaic('--bbox nan 0 1 1'), code: 2, says: /--bbox needs 4 numbers/, advises: /xmin ymin/ },
      { args: mosaic('--tr 0'), code: 2, says: /--tr .*"0"/, advises: /pixel size/ },
      { args: mosaic('--tr -10'), code: 2, says: /--tr .*"-10"/, advises: /pixel size/ },
      { args: mosaic('--tr nan'), code: 2, says: /--tr cannot be "nan"/, advises: /pixel size/ },
      { args: mosaic('--tr 1e-9'), code: 2, says: /size/, advises: /whole numbers/ },
      { args: mosaic('--crs EPSG:999999'), code: 3, says: /EPSG:999999/, advises: /WKT/ },
      { args: mosaic('--crs nonsense'), code: 3, says: /"nonsense"/, advises: /EPSG:CODE/ },
      {
        args: 'convert a.tif -o OUT/o.tif --window 0 0 500 20',
        code: 2,
        says: /reaches outside a\.tif/,
        advises: /120 x 100/,
      },
    ]),
  )('%s', ([, refusal]) => expectRefusal(folder, refusal));
});

describe.concurrent('an option that makes no sense', () => {
  const mosaic = (options: string) => `mosaic a.tif -o OUT/o.tif ${options}`;
  test.for(
    refusals([
      {
        args: mosaic('--memory 20MiB'),
        code: 2,
        says: /needs \d+ MiB of memory, and 20 MiB/,
        advises: /--memory \d+MiB/,
      },
      { args: mosaic('--memory lots'), code: 2, says: /"lots"/, advises: /4GiB/ },
      { args: mosaic('--tile-size 700'), code: 2, says: /--tile-size 700/, advises: /512, 1024/ },
      {
        args: mosaic('--threads two'),
        code: 2,
        says: /--threads must be a number, not "two"/,
        advises: /threads/,
      },
      { args: mosaic('--threads 0'), code: 2, says: /--threads must be greater than 0/, advises: /threads/ },
      { args: mosaic('--level 99'), code: 2, says: /--level must be at most 22/, advises: /deflate 1-9/ },
      { args: mosaic('--resampling sinc'), code: 2, says: /'sinc' is invalid/, advises: /--help/ },
      { args: mosaic('--feathr 50'), code: 2, says: /'--feathr'/, advises: /Did you mean --feather\?/ },
      { args: mosaic('--nodata none'), code: 2, says: /--nodata cannot be "none"/, advises: /nan/ },
      { args: 'mosiac a.tif', code: 2, says: /'mosiac'/, advises: /Did you mean mosaic\?/ },
      { args: 'mosaic', code: 2, says: /inputs/, advises: /--help/ },
    ]),
  )('%s', ([, refusal]) => expectRefusal(folder, refusal));
});
