import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fileSource } from './file-source.node.js';
import { HandlePool } from './handle-pool.node.js';

const folder = mkdtempSync(join(tmpdir(), 'cuesta-files-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

describe('fileSource', () => {
  it('reads ranges, and less at the end of the file', async () => {
    const source = fileSource(
      file(
        'a',
        Uint8Array.from({ length: 100 }, (_, i) => i),
      ),
    );
    expect(await source.size()).toBe(100);
    expect([...(await source.read(10, 3))]).toEqual([10, 11, 12]);
    expect([...(await source.read(98, 1e12))]).toEqual([98, 99]);
    expect((await source.read(1e15, 10)).length).toBe(0);
    await source.close();
  });

  it('holds no more handles than the pool allows, however many sources are open', async () => {
    const pool = new HandlePool(3);
    const sources = Array.from({ length: 20 }, (_, i) => fileSource(file(`n${i}`, Uint8Array.of(i)), pool));
    for (let round = 0; round < 2; round++) {
      for (const [i, source] of sources.entries()) {
        expect([...(await source.read(0, 1))]).toEqual([i]);
        expect(pool.size).toBeLessThanOrEqual(3);
      }
    }
    const all = await Promise.all(sources.map((source) => source.read(0, 1)));
    expect(all.map((bytes) => bytes[0])).toEqual(sources.map((_, i) => i));
    for (const source of sources) await source.close();
    expect(pool.size).toBe(0);
  });

  it('opens again after close, and sees a file that was replaced meanwhile', async () => {
    const pool = new HandlePool(3);
    const path = file('b', Uint8Array.of(1));
    const first = fileSource(path, pool);
    await first.read(0, 1);
    rmSync(path);
    file('b', Uint8Array.of(2));
    expect([...(await fileSource(path, pool).read(0, 1))]).toEqual([2]);
    await first.close();
    expect([...(await first.read(0, 1))]).toEqual([2]);
  });

  it('names a missing file, and finds it once it is there', async () => {
    const path = join(folder, 'later');
    const source = fileSource(path);
    await expect(source.read(0, 1)).rejects.toMatchObject({ code: 'io', subject: path });
    file('later', Uint8Array.of(5));
    expect([...(await source.read(0, 1))]).toEqual([5]);
  });

  it('stops when aborted', async () => {
    const source = fileSource(file('c', Uint8Array.of(1)));
    await expect(source.read(0, 1, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
  });
});
