import { spawnSync } from 'node:child_process';

/** Kernels and `dist/` are built from the sources under test, whatever was built before. */
export default function buildOnce(): void {
  if (process.env.CUESTA_SKIP_BUILD === '1') return;
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
  if (status !== 0) throw new Error('npm run build failed');
}
