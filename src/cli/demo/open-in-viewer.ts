import { spawn } from 'node:child_process';

/** Shows a file with the platform's own program for it. Without a display, or without such a program, nothing happens. */
export function openInViewer(path: string): void {
  const opener = openerOf(process.platform);
  if (opener === null) return;
  const child = spawn(opener[0], [...opener[1], path], { detached: true, stdio: 'ignore' });
  // The report stands whether or not something could show it.
  child.on('error', () => {});
  child.unref();
}

function openerOf(platform: NodeJS.Platform): readonly [program: string, args: readonly string[]] | null {
  if (platform === 'darwin') return ['open', []];
  if (platform === 'win32') return ['explorer.exe', []];
  const hasDisplay = [process.env.DISPLAY, process.env.WAYLAND_DISPLAY].some(
    (v) => v !== undefined && v !== '',
  );
  return hasDisplay ? ['xdg-open', []] : null;
}
