import { readFileSync } from 'node:fs';

/**
 * Largest resident set of this process so far, worker threads included, in bytes. On Linux `VmHWM` of proc(5):
 * `ru_maxrss` would start at the size of the process that launched this one. Elsewhere `ru_maxrss`.
 */
export function peakRssBytes(): number {
  return (peakFromProc() ?? process.resourceUsage().maxRSS) * 1024;
}

function peakFromProc(): number | null {
  try {
    const match = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
    return match === null ? null : Number(match[1]);
  } catch {
    return null;
  }
}
