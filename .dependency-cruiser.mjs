/**
 * The layer table: what every folder of src/ may import besides itself and `core`. docs/architecture.md explains it.
 * `node:*` and Node-only packages stay in `*.node.ts`, `node.ts`, `cli/` and `server/`.
 */
export const layers = {
  core: [],
  math: [],
  kernels: ['math'],
  jobs: [],
  geo: ['math'],
  plan: ['geo', 'jobs'],
  resample: ['math', 'geo', 'kernels'],
  io: ['math', 'geo', 'kernels', 'jobs'],
  terrain: ['math', 'geo', 'kernels', 'resample'],
  mosaic: ['math', 'geo', 'kernels', 'resample', 'terrain'],
  adjust: ['math'],
  align: ['math', 'geo', 'io', 'kernels', 'resample', 'terrain', 'match', 'product'],
  match: ['math', 'geo', 'kernels', 'resample', 'terrain'],
  nn: ['math', 'kernels', 'jobs', 'plan'],
  networks: ['math', 'geo', 'kernels', 'resample', 'terrain', 'nn'],
  sar: ['math', 'geo', 'kernels', 'resample', 'terrain', 'io'],
  stereo: ['math', 'kernels'],
  simulate: ['math', 'geo', 'kernels', 'resample', 'terrain', 'adjust', 'sar'],
  report: ['math', 'geo', 'io', 'kernels', 'terrain'],
  product: ['math', 'geo', 'io', 'jobs', 'kernels', 'plan', 'resample'],
  pipelines: [
    'math',
    'geo',
    'io',
    'jobs',
    'kernels',
    'plan',
    'resample',
    'terrain',
    'match',
    'align',
    'mosaic',
    'adjust',
    'nn',
    'networks',
    'stereo',
    'sar',
    'simulate',
    'report',
    'product',
  ],
  cli: ['geo', 'io', 'math', 'jobs', 'pipelines', 'plan', 'product', 'report'],
};

const folders = Object.keys(layers);
const nodeOnly = '(\\.node\\.ts$|^src/node\\.ts$|^src/cli/|\\.test\\.ts$)';

const layerRules = Object.entries(layers).map(([name, allowed]) => ({
  name: `layer-${name}`,
  comment: `src/${name} may import only: ${['core', ...allowed].join(', ')}`,
  severity: 'error',
  from: { path: `^src/${name}/`, pathNot: '\\.test\\.ts$' },
  to: { path: '^src/', pathNot: `^src/(${[name, 'core', ...allowed].join('|')})/` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-unknown-folder',
      comment: 'Every folder of src/ stands in the layer table.',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: `^src/(${folders.join('|')})/` },
      to: {},
    },
    ...layerRules,
    {
      name: 'pipelines-are-independent',
      comment: 'A pipeline never imports another; the demo runs them all.',
      severity: 'error',
      from: { path: '^src/pipelines/([^/]+)/', pathNot: '^src/pipelines/demo/' },
      to: { path: '^src/pipelines/', pathNot: '^src/pipelines/$1/' },
    },
    {
      name: 'kernels-through-their-index',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/kernels/' },
      to: { path: '^src/kernels/[^/]+/', pathNot: '^src/kernels/([^/]+/index\\.ts|backends/|select)' },
    },
    {
      name: 'node-only-in-node-files',
      severity: 'error',
      from: { path: '^src/', pathNot: nodeOnly },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'node-packages-in-node-files',
      severity: 'error',
      from: { path: '^src/', pathNot: nodeOnly },
      to: { path: '^node_modules/(piscina|webgpu|commander|onnxruntime-node)/' },
    },
    {
      name: 'browser-entry-is-browser-safe',
      severity: 'error',
      from: { path: '^src/(index|nn/index)\\.ts$' },
      to: { path: '\\.node\\.ts$', reachable: true },
    },
    {
      name: 'library-does-not-know-its-tests',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.test\\.ts$' },
      to: { path: '(^test/|\\.test\\.ts$)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.as\\.ts$' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.mjs'],
      conditionNames: ['import', 'types', 'node'],
    },
  },
};
