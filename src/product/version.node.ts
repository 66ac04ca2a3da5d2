import { createRequire } from 'node:module';

const manifest = createRequire(import.meta.url)('../../package.json') as { readonly version: string };

/** Version of the package that runs; part of every task's identity and of every sidecar. */
export const VERSION = manifest.version;
