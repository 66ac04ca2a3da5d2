import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { sha256File } from './hash.node.js';

const folder = mkdtempSync(join(tmpdir(), 'cuesta-hash-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('sha256File', () => {
  it('gives the values that FIPS 180-2 publishes', async () => {
    const path = join(folder, 'file');
    writeFileSync(path, 'abc');
    expect(await sha256File(path)).toEqual({
      sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      bytes: 3,
    });
    writeFileSync(path, 'a'.repeat(1_000_000));
    expect((await sha256File(path)).sha256).toBe(
      'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0',
    );
  });

  it('names the file that it cannot read', async () => {
    const path = join(folder, 'none');
    await expect(sha256File(path)).rejects.toMatchObject({ code: 'io', subject: path });
  });

  it('stops when the run is cancelled', async () => {
    const path = join(folder, 'large');
    writeFileSync(path, new Uint8Array(3 << 20));
    await expect(sha256File(path, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
  });
});
