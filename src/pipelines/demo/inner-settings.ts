import type { RunSettings } from '../../product/run-settings.js';

/** For the jobs inside the demo's own folder: its files may be replaced, and each job has a work folder of its own. */
export function innerSettings(settings: RunSettings): RunSettings {
  return { ...settings, overwrite: true, work: undefined };
}
