import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { readCheckpoint, writeCheckpoint } from './checkpoint.node.js';
import { type Checkpoint, checkSameTraining } from './checkpoint-format.js';
import { openMetricsLog } from './metrics-log.node.js';

const folder = mkdtempSync(join(tmpdir(), 'cuesta-checkpoint-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'last.safetensors');

const checkpoint: Checkpoint = {
  training: 'abc',
  config: { network: { name: 'unet', base: 16 }, optimiser: { rate: 0.001 } },
  progress: { iteration: 7, best: { iteration: 5, loss: 0.25 }, sinceBest: 1, validated: 7 },
  machine: { device: 'cpu', threads: 2 },
  tensors: {
    'net.parameters': Float32Array.of(1, -0, Number.MIN_VALUE, 3e38, 1 / 3),
    'net.mean': Float32Array.of(4),
  },
};

beforeEach(() => writeCheckpoint(path, checkpoint));

describe('a checkpoint file', () => {
  test('gives back what was written, bit by bit, and leaves nothing beside it', async () => {
    const read = await readCheckpoint(path);
    expect(read).toEqual(checkpoint);
    expect(Object.is(read.tensors['net.parameters']![1], -0)).toBe(true);
    expect(readdirSync(folder).filter((name) => name.includes('tmp'))).toEqual([]);
  });

  test('is a safetensors file: length, JSON header, samples at a multiple of eight', () => {
    const bytes = readFileSync(path);
    const length = Number(bytes.readBigUInt64LE(0));
    const header = JSON.parse(bytes.subarray(8, 8 + length).toString()) as Record<string, unknown>;
    expect((8 + length) % 8).toBe(0);
    expect(header['net.mean']).toEqual({ dtype: 'F32', shape: [1], data_offsets: [20, 24] });
    expect(bytes.length).toBe(8 + length + 24);
    expect(bytes.readFloatLE(8 + length + 20)).toBe(4);
    const metadata = header.__metadata__ as Record<string, string>;
    expect(Object.values(metadata).every((value) => typeof value === 'string')).toBe(true);
  });

  test('any byte that is changed is noticed', async () => {
    const bytes = readFileSync(path);
    for (let i = 0; i < bytes.length; i++) {
      const damaged = Buffer.from(bytes);
      damaged[i] = damaged[i]! ^ 0x01;
      writeFileSync(path, damaged);
      const outcome = await readCheckpoint(path).catch((error: unknown) => error);
      // White space at the end of the header has no meaning.
      if (bytes[i] === 0x20 && !(outcome instanceof Error)) continue;
      expect(outcome, `byte ${i}`).toMatchObject({ code: 'format', subject: path });
    }
  });

  test('any truncation is noticed', async () => {
    const bytes = readFileSync(path);
    for (let length = 0; length < bytes.length; length += 3) {
      writeFileSync(path, bytes.subarray(0, length));
      await expect(readCheckpoint(path), `${length} bytes`).rejects.toThrow(
        /is not a usable checkpoint: it is truncated/,
      );
    }
  });

  test('another file is refused', async () => {
    writeFileSync(path, 'not a checkpoint, but a longer text');
    await expect(readCheckpoint(path)).rejects.toThrow(/no safetensors file/);
    const foreign = Buffer.from('{"__metadata__":{"format":"pt"}}');
    writeFileSync(path, Buffer.concat([Buffer.of(foreign.length, 0, 0, 0, 0, 0, 0, 0), foreign]));
    await expect(readCheckpoint(path)).rejects.toThrow(/Cuesta has not written it/);
    await expect(readCheckpoint(join(folder, 'none'))).rejects.toMatchObject({ code: 'io' });
  });
});

describe('a checkpoint of another training', () => {
  test('is refused with what differs', () => {
    const config = { network: { name: 'unet', base: 32 }, optimiser: { rate: 0.001, clip: 1 } };
    const check = () => checkSameTraining(checkpoint, { training: 'other', config }, path);
    expect(check).toThrow(
      /belongs to another configuration \(network.base: 16 there, 32 here; optimiser.clip: absent there, 1 here\)/,
    );
  });

  test('with the same configuration it is one of another version', () => {
    const check = () => checkSameTraining(checkpoint, { ...checkpoint, training: 'other' }, path);
    expect(check).toThrow(/another version of the network/);
    expect(() => checkSameTraining(checkpoint, checkpoint, path)).not.toThrow();
  });
});

test('the log of metrics goes on where the checkpoint stands', async () => {
  const file = join(folder, 'metrics.jsonl');
  const log = await openMetricsLog(file, 0);
  for (let iteration = 1; iteration <= 4; iteration++)
    log.append({ kind: 'step', iteration, loss: 1 / iteration });
  writeFileSync(file, '{"kind":"st', { flag: 'a' });
  const again = await openMetricsLog(file, 2);
  expect(again.lines.map(({ iteration }) => iteration)).toEqual([1, 2]);
  again.append({ kind: 'validation', iteration: 3, loss: 0.5 });
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { iteration: number }).iteration)).toEqual([1, 2, 3]);
});
