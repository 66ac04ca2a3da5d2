/**
 * `npm ci` builds the project from a git checkout. With `--omit=dev` the compiler is absent: an already built
 * `dist/` is kept, otherwise the reason is printed and the installation still succeeds.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const root = new URL('../', import.meta.url);
const compiler = new URL('node_modules/typescript/bin/tsc', root);

if (!existsSync(compiler)) {
  const built = existsSync(new URL('dist/cli/main.js', root));
  console.log(
    built
      ? 'cuesta: development tools are not installed, keeping the existing dist/'
      : 'cuesta: development tools are not installed (--omit=dev), nothing was built; run `npm ci` to build dist/',
  );
} else {
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  process.exitCode = status ?? 1;
}
