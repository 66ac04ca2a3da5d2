import { cuesta, interleave } from './measure.mjs';

/** Writes a block of simulated InSAR stripes, without its true terrain. */
export function simulateStripes(folder, options) {
  const command = cuesta('simulate', 'stripes', '-o', folder, '--no-truth', '--quiet', ...options);
  interleave([{ label: 'simulate', command: command.map(String) }], 1);
}
