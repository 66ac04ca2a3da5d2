import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createJournal, openJournal, readJournal } from './journal.node.js';
import type { FinishedTask } from './settle-task.js';
import { taskId } from './task-id.node.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cuesta-journal-'));
});
afterAll(() => rm(folder, { recursive: true }));

const entries: readonly FinishedTask[] = Array.from({ length: 12 }, (_, i) => ({
  id: taskId(i),
  value: { mean: i / 3, name: `tile "${i}"\n` },
  artifact: i % 3 === 0 ? null : { bytes: i, sha256: taskId(-i).repeat(2) },
}));

async function written(name: string, of = entries): Promise<string> {
  const path = join(folder, name);
  const journal = await createJournal(path, 'job');
  await Promise.all(of.map((entry) => journal.append(entry)));
  await journal.close();
  return path;
}

test('what is appended is read back, also over several openings', async () => {
  const path = await written('plain', entries.slice(0, 5));
  const journal = await openJournal(path);
  for (const entry of entries.slice(5)) await journal.append(entry);
  await journal.close();
  expect([...(await readJournal(path, 'job'))!.values()]).toEqual(entries);
});

test('a missing journal and the journal of another job count as none', async () => {
  expect(await readJournal(join(folder, 'missing'), 'job')).toBeNull();
  expect(await readJournal(await written('other'), 'another job')).toBeNull();
});

test('cut anywhere, it gives the entries before the cut and can be continued', async () => {
  const path = await written('cut');
  const whole = await readFile(path);
  const headerEnd = whole.indexOf(10) + 1;
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: headerEnd, max: whole.length }), async (length) => {
      const kept = whole.subarray(0, length);
      await writeFile(path, kept);
      const complete = kept
        .toString()
        .split('\n')
        .slice(1, -1)
        .filter((line) => line !== '').length;
      const found = [...(await readJournal(path, 'job'))!.values()];
      // A line that lacks nothing but its line feed is as good as complete.
      expect([complete, complete + 1]).toContain(found.length);
      expect(found).toEqual(entries.slice(0, found.length));

      const journal = await openJournal(path);
      await journal.append(entries.at(-1)!);
      await journal.close();
      const ids = [...(await readJournal(path, 'job'))!.keys()];
      expect(ids).toEqual([...new Set([...found.map((entry) => entry.id), entries.at(-1)!.id])]);
    }),
    { numRuns: 60 },
  );
});

test('one changed byte never changes an entry, it only loses it', async () => {
  const path = await written('flipped');
  const whole = await readFile(path);
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
      const damaged = Buffer.from(whole);
      damaged[at] ^= change;
      await writeFile(path, damaged);
      const found = await readJournal(path, 'job');
      for (const entry of found?.values() ?? []) expect(entries).toContainEqual(entry);
      const headerIntact = at > whole.indexOf(10);
      // A changed line feed costs two entries, any other byte one.
      if (headerIntact) expect(found!.size).toBeGreaterThanOrEqual(entries.length - 2);
    }),
    { numRuns: 150 },
  );
});

test('garbage is skipped', async () => {
  const path = await written('garbage', entries.slice(0, 3));
  await appendFile(path, Buffer.from([0, 255, 10, 123, 10]));
  await appendFile(path, '{"id":"../../x","value":1,"artifact":null,"check":"0"}\n[]\nnull\n');
  expect([...(await readJournal(path, 'job'))!.keys()]).toEqual(entries.slice(0, 3).map((e) => e.id));
});

test('a full disk is an io error that says how to go on', async () => {
  const journal = await openJournal('/dev/full');
  await expect(journal.append(entries[0])).rejects.toMatchObject({
    code: 'io',
    subject: '/dev/full',
    hint: expect.stringContaining('free space') as string,
  });
  await journal.close();
});
