import { existsSync, readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { startCuesta } from './cuesta.js';

/**
 * Runs `cuesta ARGS` in a folder and kills it as soon as the journal of a work folder records so many tiles. Returns how many it then
 * recorded, and the exit code: null, unless it was faster than that.
 */
export async function killAfter(
  folder: string,
  args: readonly string[],
  workFolder: string,
  tiles: number,
): Promise<{ readonly recorded: number; readonly code: number | null }> {
  const journal = `${workFolder}/journal.jsonl`;
  const recorded = (): number =>
    existsSync(journal) ? readFileSync(journal, 'utf8').split('"check"').length - 1 : 0;
  const { child, ended } = startCuesta(folder, args);
  while (recorded() < tiles && child.exitCode === null) await setImmediate();
  child.kill('SIGKILL');
  const { code } = await ended;
  return { recorded: recorded(), code };
}
