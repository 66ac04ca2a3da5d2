import { describe, expect, it } from 'vitest';
import { NO_MOMENTS } from '../../math/moments.js';
import { layoutCog } from './cog-layout.js';
import { type CogOptions, cogSpec } from './cog-spec.js';
import { pyramid } from './pyramid.js';

/** Layout of a raster all of whose blocks have the same size. */
function layout(options: Partial<CogOptions>, blockBytes: number) {
  const spec = cogSpec({ width: 20000, height: 20000, dtype: 'float32', ...options });
  const levels = pyramid(spec);
  const lengths = levels.map(({ cols, rows }) => new Uint32Array(cols * rows).fill(blockBytes));
  return {
    ...layoutCog(spec, levels, lengths, [NO_MOMENTS]),
    blocks: lengths.reduce((n, l) => n + l.length, 0),
  };
}

const version = (header: Uint8Array): number => header[2] | (header[3] << 8);

describe('layoutCog', () => {
  it('counts header, blocks and what frames them', () => {
    const { header, bytes, blocks } = layout({}, 100);
    expect(bytes).toBe(header.length + blocks * 108);
    expect(header.length % 8).toBe(0);
  });

  it('chooses BigTIFF above 2 GB of samples, overviews included', () => {
    expect(version(layout({ overviews: 'none' }, 100).header)).toBe(42);
    expect(version(layout({ width: 25000, overviews: 'none' }, 100).header)).toBe(42);
    expect(version(layout({ width: 25000 }, 100).header)).toBe(43);
    expect(version(layout({ width: 25000, bigtiff: 'no' }, 100).header)).toBe(42);
    expect(version(layout({ bigtiff: 'yes' }, 100).header)).toBe(43);
  });

  it('refuses a classic TIFF beyond 4 GiB', () => {
    const blockBytes = 1 << 21;
    expect(() => layout({ bigtiff: 'no' }, blockBytes)).toThrow(/more than a classic TIFF can hold/);
    expect(layout({ bigtiff: 'yes' }, blockBytes).bytes).toBeGreaterThan(2 ** 32);
  });

  it('promises in GDAL’s ghost area what it keeps', () => {
    const text = new TextDecoder('latin1').decode(layout({ bigtiff: 'no' }, 100).header);
    const [first] = text.slice(8).split('\n', 1);
    const promised = text.slice(
      8 + first!.length + 1,
      8 + first!.length + 1 + Number(/=(\d{6}) bytes$/.exec(first!)![1]),
    );
    expect(promised).toMatch(/^LAYOUT=IFDS_BEFORE_DATA\n(.*\n)*KNOWN_INCOMPATIBLE_EDITION=NO\n $/);
  });
});
