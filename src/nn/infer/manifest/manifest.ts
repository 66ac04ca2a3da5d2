import { z } from 'zod';
import { CuestaError } from '../../../core/errors.js';

/** Raised when a manifest of an older program could not be understood any more. */
export const MANIFEST_VERSION = 1;

const name = z.string().min(1);
const count = z.number().int().positive();
const pixels = z.number().int().min(0);

const affineSchema = z.strictObject({
  type: z.literal('affine'),
  scale: z.number().refine((scale) => scale !== 0, 'must not be 0'),
  offset: z.number(),
});

/** See {@link Normalisation}. */
const normalisationSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.enum(['none', 'min-max', 'standard', 'standard-from-zero']) }),
  z.strictObject({ type: z.literal('from-mean'), scale: z.number().positive() }),
  z.strictObject({
    type: z.literal('above-least'),
    ...{ min: z.number(), max: z.number(), log: z.boolean() },
  }),
  affineSchema,
]);

const inputSchema = z.strictObject({
  name,
  channels: z
    .array(
      z.strictObject({
        name,
        /** Of the samples before normalisation: m, DN, 1. */
        unit: z.string(),
        normalisation: normalisationSchema,
        /** What missing samples become, in the network's numbers. */
        fill: z.number(),
      }),
    )
    .min(1),
  /** Pixels of the input per pixel of the output. */
  scale: z.number().positive(),
  /** The output has no sample where this input has none. */
  required: z.boolean(),
});

const outputSchema = z.strictObject({
  name,
  unit: z.string(),
  /** See {@link OutputScale}. */
  scale: z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('none') }),
    z.strictObject({ type: z.literal('pixels'), sunElevation: z.number().min(1).max(89).optional() }),
    affineSchema,
    z.strictObject({ type: z.literal('as-input'), input: name, channel: pixels }),
  ]),
});

const marginSchema = z.strictObject({ left: pixels, top: pixels, right: pixels, bottom: pixels });

/** How rasters are cut, in pixels of the output. */
const tileSchema = z.strictObject({
  width: count,
  height: count,
  /** Thrown away on each side inside the raster. */
  halo: marginSchema,
  /** Over which neighbours blend, besides the halos. */
  blend: pixels,
  profile: z.enum(['linear', 'cosine']),
  /** Tiles start at multiples of it. */
  multiple: count,
  /** Whether other sizes (of multiples) are possible, too. */
  free: z.boolean(),
});

/** Inputs drawn from a seed, and what the network makes of them: shows on any machine that the file still gives its numbers. */
const testVectorSchema = z.strictObject({
  seed: z.number().int().min(0),
  /** Shapes of the inputs, in their order. */
  shapes: z.array(z.array(count).length(4)).min(1),
  /** Places in the flat output, and the samples there. */
  places: z.array(pixels).min(1),
  values: z.array(z.number()).min(1),
  /** Largest difference, in units of the largest value. */
  tolerance: z.number().positive(),
});

/** What stands beside a model file, as NAME.json: where it comes from, what it takes and gives, how to use and to check it. */
export const manifestSchema = z.strictObject({
  format: z.literal('cuesta-model'),
  version: z.literal(MANIFEST_VERSION),
  name,
  summary: z.string(),
  file: z.strictObject({
    name,
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    bytes: count,
    weights: z.enum(['float16', 'float32']),
    opset: count,
  }),
  /** What the program builds the network from. */
  network: z.strictObject({ type: name, config: z.record(z.string(), z.json()) }),
  inputs: z.array(inputSchema).min(1),
  output: outputSchema,
  /** Ground sizes of pixels in metres that the network has been trained for; null when it does not depend on them. */
  pixelSize: z.strictObject({ min: z.number().positive(), max: z.number().positive() }).nullable(),
  tile: tileSchema,
  /** Of the first input, in its pixels; null when an output pixel may depend on the whole tile. */
  receptiveField: marginSchema.nullable(),
  parameters: pixels,
  /** Operations per tile, a multiply-add counted as two. */
  flops: z.number().min(0),
  training: z
    .strictObject({
      command: z.string(),
      samples: pixels,
      config: z.json(),
    })
    .nullable(),
  /** Of the validation data, by name. */
  metrics: z.record(z.string(), z.number()),
  /** SPDX identifier. */
  licence: name,
  check: testVectorSchema,
});

export type Manifest = z.output<typeof manifestSchema>;
export type TestVector = z.output<typeof testVectorSchema>;

/**
 * Reads the text of a manifest; `path` names it in errors.
 *
 * @throws CuestaError `format` that names every field that is wrong, `unsupported` for one of a newer version
 */
export function parseManifest(text: string, path: string): Manifest {
  const broken = (why: string): CuestaError =>
    new CuestaError('format', `${path} is not a model manifest: ${why}`, {
      subject: path,
      hint: 'The manifest is the .json file that `cuesta model export` writes beside the .onnx file.',
    });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw broken(`it is not JSON (${(cause as Error).message}).`);
  }
  const head = z.looseObject({ format: z.literal('cuesta-model'), version: z.number() }).safeParse(json);
  if (!head.success) throw broken('it does not say format: cuesta-model.');
  if (head.data.version > MANIFEST_VERSION) {
    throw new CuestaError('unsupported', `${path} has version ${head.data.version} of the manifest.`, {
      subject: path,
      hint: `This program reads version ${MANIFEST_VERSION}: update it.`,
    });
  }
  const parsed = manifestSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw broken(`\n  ${wrong.join('\n  ')}`);
}

/** The text of a manifest file. */
export function formatManifest(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
