import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, test } from 'vitest';
import { writeBadFiles } from './support/bad-files.js';
import { HOOK_TIMEOUT, temporaryFolder } from './support/cuesta.js';
import type { Refusal } from './support/refusal.js';
import { expectRefusals } from './support/run-lines.js';

const folder = temporaryFolder();
const write = (name: string, content: string | Uint8Array) => writeFileSync(join(folder, name), content);

/** A checkpoint whose header has this length, whatever it says of itself. */
function safetensors(length: bigint, header: string): Uint8Array {
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(length);
  return Buffer.concat([size, Buffer.from(header), Buffer.alloc(16)]);
}

beforeAll(() => {
  writeBadFiles(folder);
  write('zero.yaml', '');
  write('text.yaml', 'network: [unclosed\n');
  write('other.yaml', 'network: {type: nothing}\n');
  // Aliases of aliases: 9^8 nodes in a few lines.
  const lines = ['b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name, i) => {
    const before = String.fromCharCode(97 + i);
    return `${name}: &${name} [${Array(9).fill(`*${before}`).join(', ')}]`;
  });
  write('bomb.yaml', `a: &a [x, x, x, x, x, x, x, x, x]\n${lines.join('\n')}\n`);
  for (const name of ['zero', 'cut-samples', 'all-nodata', 'moon', 'far']) {
    const sites = `[{image: ${name}.tif, fine: good.tif, coarse: {average: 8}}]`;
    write(
      `site-${name}.yaml`,
      `network: {type: chen2022, size: compact}\ndata: {type: rasters, tile: [64, 64], area: 1, sites: ${sites}}\nloss: {chen2022: {}}\n`,
    );
  }
  write('start.yaml', 'network: {type: unet, levels: 2, base: 4}\nstart: weights\nsteps: 1\ndevice: cpu\n');
  write('zero.safetensors', '');
  write('huge.safetensors', safetensors(1n << 60n, '{}'));
  const lie = '{"a":{"dtype":"F32","shape":[1099511627776],"data_offsets":[0,4398046511104]}}';
  write('lie.safetensors', safetensors(BigInt(lie.length), lie));
  const model = readFileSync(resolve(import.meta.dirname, '../../models/chen2022-compact.onnx'));
  write('zero.onnx', '');
  write('text.onnx', 'hello hello hello');
  write('cut.onnx', model.subarray(0, model.length / 2));
}, HOOK_TIMEOUT);

const refusal = (args: string, code: number, says: RegExp, advises: RegExp): Refusal => {
  return { args, code, says, advises };
};
const train = (file: string, code: number, says: RegExp, advises: RegExp) =>
  refusal(`train ${file} --run-dir OUT/run`, code, says, advises);
const start = (file: string, code: number, says: RegExp, advises: RegExp) =>
  train(`start.yaml --set start=${file}`, code, says, advises);

describe.concurrent('training and models', () => {
  test('files that describe no training', () =>
    expectRefusals(folder, [
      train('nowhere.yaml', 4, /nowhere\.yaml \(ENOENT\)/, /does not exist/),
      train('folder.tif', 4, /folder\.tif \(EISDIR\)/, /name a file/),
      train('zero.yaml', 2, /zero\.yaml: network/, /--help/),
      train('text.yaml', 2, /text\.yaml is not YAML/, /unclosed/),
      train('other.yaml', 2, /other\.yaml: network\.type: .*'unet'/, /--help/),
      train('bomb.yaml', 2, /bomb\.yaml is not YAML: Excessive alias count/, /^/),
    ]));

  test('rasters that cannot be trained with', () =>
    expectRefusals(folder, [
      train('site-zero.yaml', 3, /zero\.tif is empty/, /again/),
      train('site-cut-samples.yaml', 3, /cut-samples\.tif ends early/, /damaged/),
      train('site-all-nodata.yaml', 3, /no tile of 64 x 64/, /nodata/),
      train('site-moon.yaml', 3, /moon\.tif is on Moon/, /same body/),
      train('site-far.yaml', 3, /far\.tif and the fine model .*good\.tif do not overlap/, /cuesta info/),
    ]));

  test('checkpoints that are none', () =>
    expectRefusals(folder, [
      start('nowhere.safetensors', 4, /nowhere\.safetensors \(ENOENT\)/, /does not exist/),
      start('zero.safetensors', 3, /zero\.safetensors .*truncated/, /another checkpoint/),
      start('huge.safetensors', 3, /huge\.safetensors is not a usable/, /another checkpoint/),
      start('lie.safetensors', 3, /lie\.safetensors is not a usable/, /another checkpoint/),
      refusal(
        'model export lie.safetensors -o OUT/x.onnx',
        3,
        /lie\.safetensors is not/,
        /another checkpoint/,
      ),
    ]));

  test('models that are none', () =>
    expectRefusals(folder, [
      refusal('model info nowhere.onnx', 4, /nowhere\.onnx \(ENOENT\)/, /does not exist/),
      refusal('model info zero.onnx', 3, /zero\.onnx is not a readable ONNX model/, /copy the model again/),
      refusal('model info text.onnx', 3, /text\.onnx is not a readable ONNX model/, /copy the model again/),
      refusal('model info cut.onnx', 3, /cut\.onnx is not a readable ONNX model/, /copy the model again/),
      refusal('model info folder.tif', 2, /folder\.tif does not end in \.onnx/, /Name the model/),
      refusal('model verify cut.onnx', 3, /cut\.onnx has no manifest/, /\.json/),
      refusal(
        'enhance --dem good.tif --image image.tif --model cut.onnx -o OUT/o.tif',
        3,
        /cut\.onnx/,
        /cut\.json/,
      ),
    ]));
});
