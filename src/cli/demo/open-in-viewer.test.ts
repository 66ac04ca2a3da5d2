import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openInViewer } from './open-in-viewer.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cuesta-open-'));
  vi.stubEnv('WAYLAND_DISPLAY', '');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

/** An opener that writes down what it was asked to open. */
async function installOpener(): Promise<string> {
  const seen = join(folder, 'seen');
  const program = join(folder, 'xdg-open');
  await writeFile(program, `#!/bin/sh\nprintf %s "$1" > "${seen}"\n`);
  await chmod(program, 0o755);
  vi.stubEnv('PATH', `${folder}:/usr/bin:/bin`);
  return seen;
}

describe.skipIf(process.platform !== 'linux')('openInViewer', () => {
  it('hands the path to the opener, whatever characters it has', async () => {
    const seen = await installOpener();
    vi.stubEnv('DISPLAY', ':0');
    openInViewer('/tmp/a folder/$(report)&.html');
    await vi.waitFor(async () => expect(await readFile(seen, 'utf8')).toBe('/tmp/a folder/$(report)&.html'));
  });

  it('does nothing without a display', async () => {
    const seen = await installOpener();
    vi.stubEnv('DISPLAY', '');
    openInViewer('/tmp/report.html');
    await new Promise((resolve) => setTimeout(resolve, 150));
    await expect(readFile(seen)).rejects.toThrow('ENOENT');
  });

  it('survives a missing opener', async () => {
    vi.stubEnv('DISPLAY', ':0');
    vi.stubEnv('PATH', folder);
    openInViewer('/tmp/report.html');
    // An unhandled error event would fail the test run.
    await new Promise((resolve) => setTimeout(resolve, 150));
  });
});
