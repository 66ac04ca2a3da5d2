import type { Manifest } from './manifest.js';

/** The model card: the manifest for people, in Markdown. */
export function modelCard(manifest: Manifest): string {
  const { name, summary, licence } = manifest;
  return [
    `# ${name}`,
    summary,
    section('Files', [
      `| file | ${manifest.file.name} |`,
      '|---|---|',
      `| size | ${megabytes(manifest.file.bytes)} |`,
      `| SHA-256 | \`${manifest.file.sha256}\` |`,
      `| weights | ${manifest.file.weights} (computes in float32) |`,
      `| operator set | ONNX ${manifest.file.opset} |`,
      `| licence | ${licence} |`,
    ]),
    section('Network', [
      `\`${manifest.network.type}\` with \`${JSON.stringify(manifest.network.config)}\`: ${thousands(manifest.parameters)} parameters, ` +
        `${(manifest.flops / 1e9).toPrecision(3)} GFLOP per tile, receptive field ${receptiveField(manifest)}.`,
    ]),
    section('Input and output', contract(manifest)),
    section('Tiles', [tiles(manifest)]),
    section('Training', training(manifest)),
    section('Check', [
      `\`cuesta model verify ${manifest.file.name}\` compares the file with its hash and its output with stored numbers ` +
        `(tolerance ${manifest.check.tolerance} of the largest value).`,
    ]),
    'Made by `cuesta model export` from the manifest beside the file.',
  ]
    .join('\n\n')
    .concat('\n');
}

function section(title: string, lines: readonly string[]): string {
  return `## ${title}\n\n${lines.join('\n')}`;
}

function contract({ inputs, output, pixelSize }: Manifest): string[] {
  const rows = inputs.flatMap(({ name, channels, scale, required }) =>
    channels.map((channel) => {
      const facts = [channel.unit, describe(channel.normalisation), `missing: ${channel.fill}`];
      if (scale !== 1) facts.push(`${scale} pixels per pixel of the output`);
      if (!required) facts.push('may be missing');
      return `| ${name} | ${channel.name} | ${facts.join('; ')} |`;
    }),
  );
  const ground =
    pixelSize === null
      ? 'The network does not depend on the ground size of a pixel.'
      : `Trained for pixels of ${pixelSize.min} to ${pixelSize.max} m.`;
  return [
    '| tensor | channel | meaning |',
    '|---|---|---|',
    ...rows,
    `| ${output.name} (output) | | ${output.unit}; ${describe(output.scale)} |`,
    '',
    ground,
  ];
}

function describe(
  rule: Manifest['output']['scale'] | Manifest['inputs'][0]['channels'][0]['normalisation'],
): string {
  switch (rule.type) {
    case 'none':
      return 'as it is';
    case 'pixels':
      return (
        'times the ground size of a pixel of the output in metres' +
        (rule.sunElevation === undefined
          ? ''
          : `, times the tangent of the Sun's elevation over that of ${rule.sunElevation}°`)
      );
    case 'affine':
      return `x · ${short(rule.scale)} ${rule.offset < 0 ? '-' : '+'} ${short(Math.abs(rule.offset))}`;
    case 'min-max':
      return 'each tile to 0 … 1';
    case 'standard':
      return 'each tile to mean 0 and deviation 1';
    case 'above-least':
      return `${rule.log ? 'logarithm of the ' : ''}height above the tile’s least one, ${rule.min} to ${rule.max} to 0 … 1`;
    case 'standard-from-zero':
      return 'each tile to minimum 0 and deviation 1';
    case 'from-mean':
      return `less the mean of each tile, over ${short(rule.scale)}`;
    case 'as-input':
      return `scaled back as channel ${rule.channel} of ${rule.input}`;
  }
}

function tiles({ tile }: Manifest): string {
  const { left, top, right, bottom } = tile.halo;
  const other = tile.free ? `other multiples of ${tile.multiple} are possible` : 'no other size is possible';
  return (
    `${tile.width} x ${tile.height} pixels (${other}); ${left}/${top}/${right}/${bottom} pixels on the left/top/right/bottom ` +
    `are thrown away inside a raster, neighbours blend over ${tile.blend} more (${tile.profile}).`
  );
}

function receptiveField({ receptiveField: field, inputs: [first] }: Manifest): string {
  if (field === null) return 'the whole tile';
  const own = Math.max(1, first!.scale);
  return `${field.left + field.right + own} x ${field.top + field.bottom + own} pixels`;
}

function training({ training: facts, metrics }: Manifest): string[] {
  const rows = Object.entries(metrics).map(([metric, value]) => `| ${metric} | ${short(value)} |`);
  const table =
    rows.length === 0
      ? ['No metrics are recorded.']
      : ['| validation metric | value |', '|---|---|', ...rows];
  if (facts === null) return ['The training is not recorded.', '', ...table];
  const config = ['```json', JSON.stringify(facts.config, null, 2), '```'];
  return [`\`${facts.command}\`, ${thousands(facts.samples)} samples seen.`, '', ...table, '', ...config];
}

const short = (x: number): number => Number(x.toPrecision(6));
const thousands = (n: number): string => n.toLocaleString('en-US');
const megabytes = (bytes: number): string => `${(bytes / 1e6).toPrecision(3)} MB`;
