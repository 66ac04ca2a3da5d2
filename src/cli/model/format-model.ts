import type { InputReach, Inspection } from '../../pipelines/model/inspect-model.node.js';

/** What `cuesta model info` prints. */
export function formatModel(facts: Inspection): string {
  const { manifest, weights, opsets } = facts;
  const rows: [string, string][] = [
    ['Size', `${facts.bytes} bytes, SHA-256 ${facts.sha256}`],
    ['Made by', facts.producer === '' ? 'an unknown program' : facts.producer],
    [
      'Operators',
      opsets.map(({ domain, version }) => `${domain === '' ? 'ONNX' : domain} ${version}`).join(', '),
    ],
    ...facts.inputs.map((v): [string, string] => ['Input', `${v.name}: ${v.dtype} [${v.shape.join(', ')}]`]),
    ...facts.outputs.map((v): [string, string] => [
      'Output',
      `${v.name}: ${v.dtype} [${v.shape.join(', ')}]`,
    ]),
    ['Weights', `${weights.samples} numbers in ${weights.bytes} bytes`],
    ['Nodes', `${facts.nodes}: ${counts(facts.operators)}`],
    ...facts.reach.flatMap(reachRows),
  ];
  if (manifest === null) rows.push(['Manifest', facts.manifestProblem ?? 'none beside the file']);
  else rows.push(...manifestRows(facts, manifest));
  const width = Math.max(...rows.map(([name]) => name.length)) + 1;
  return [facts.path, ...rows.map(([name, value]) => `  ${`${name}:`.padEnd(width)} ${value}`)].join('\n');
}

function counts(operators: Inspection['operators']): string {
  return Object.entries(operators)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
}

function reachRows({ input, flopsPerPixel, receptiveField: field, reasons }: InputReach): [string, string][] {
  const reach =
    field === null
      ? `the whole image (${reasons.join(', ')})`
      : `${field.left} left, ${field.top} up, ${field.right} right, ${field.bottom} down around a pixel`;
  return [
    ['Cost', `${Math.round(flopsPerPixel)} operations per pixel of ${input} (convolutions)`],
    ['Reach', `${reach} of ${input}`],
  ];
}

function manifestRows(
  { matchesManifest }: Inspection,
  manifest: NonNullable<Inspection['manifest']>,
): [string, string][] {
  const { tile, training, metrics } = manifest;
  const { left, top, right, bottom } = tile.halo;
  const state = matchesManifest === true ? 'of this file' : 'of ANOTHER file: its SHA-256 differs';
  return [
    ['Manifest', `${manifest.name}, ${state}`],
    ['Summary', manifest.summary],
    [
      'Network',
      `${manifest.network.type} ${JSON.stringify(manifest.network.config)}, ${manifest.parameters} parameters`,
    ],
    [
      'Tile',
      `${tile.width} x ${tile.height}, halo ${left} ${top} ${right} ${bottom}, blend ${tile.blend} (${tile.profile})`,
    ],
    ['Per tile', `${(manifest.flops / 1e9).toPrecision(3)} GFLOP`],
    ['Training', training === null ? 'not recorded' : `${training.samples} samples; ${training.command}`],
    ...Object.entries(metrics).map(([name, value]): [string, string] => [
      'Metric',
      `${name} ${value.toPrecision(5)}`,
    ]),
    ['Licence', manifest.licence],
  ];
}
