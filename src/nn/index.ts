/**
 * `cuesta/nn`: networks as ONNX graphs, written, differentiated, trained and run in TypeScript. Safe in a browser; what needs files,
 * threads or onnxruntime-node is in `cuesta/node`. `docs/networks.md` shows how the parts fit.
 *
 * @packageDocumentation
 */
export { gradients } from './graph/gradients.js';
export { type EmitOptions, Graph, type Operand, type Target, type Tensor, type Vjp } from './graph/graph.js';
export { broadcastShape, type Shape, shapeError } from './graph/shape.js';
export { type ExportedModel, type ExportOptions, exportModel } from './infer/export/export-model.js';
export type { InferenceSpec } from './infer/export/trace.js';
export { type Manifest, manifestSchema, parseManifest } from './infer/manifest/manifest.js';
export { type Verification, verifyModel } from './infer/manifest/verify-model.js';
export { type ReceptiveField, receptiveField } from './infer/receptive-field/receptive-field.js';
export { type CodecContract, contractCodec } from './infer/tiles/contract-codec.js';
export {
  type PredictedStrip,
  predictWindow,
  type TileInput,
  type TilePrediction,
} from './infer/tiles/predict-tiles.js';
export { type RasterChannel, type RasterInputOptions, rasterInput } from './infer/tiles/raster-input.js';
export type { TileCodec } from './infer/tiles/tile-codec.js';
export { planTileLayout, type TileLayout, type TileLayoutOptions } from './infer/tiles/tile-layout.js';
export { batchNormLayer } from './layers/batch-norm.js';
export { channelAttention } from './layers/channel-attention.js';
export { type ConvLayerOptions, convLayer } from './layers/conv.js';
export { type ConvTransposeLayerOptions, convTransposeLayer } from './layers/conv-transpose.js';
export { type DenseLayerOptions, denseBlock, denseLayer } from './layers/dense-block.js';
export { type LinearLayerOptions, linearLayer } from './layers/linear.js';
export { type UpProjectionOptions, type Upsampling, upProjection } from './layers/up-projection.js';
export { berHuLoss } from './losses/ber-hu.js';
export { gradientLoss } from './losses/gradient.js';
export { l1Loss } from './losses/l1.js';
export { l2Loss } from './losses/l2.js';
export type { Mask } from './losses/masked.js';
export { normalLoss } from './losses/normal.js';
export { discriminatorLoss, generatorLoss } from './losses/relativistic-gan.js';
export { sobelL1Loss } from './losses/sobel-l1.js';
export { bindConstants, type Weights } from './model/bind-constants.js';
export type { ModelContext, Network } from './model/context.js';
export { type Declaration, declareNetwork } from './model/declare.js';
export { constantInit, fanInUniform, heNormal, type Initialiser } from './model/initialiser.js';
export { type Entry, initialValues, type Registry } from './model/registry.js';
export type { DType, OnnxModel } from './onnx/model.js';
export { readModel } from './onnx/read-model.js';
export { writeModel } from './onnx/write-model.js';
export { abs } from './ops/abs.js';
export { add } from './ops/add.js';
export { averagePool } from './ops/average-pool.js';
export { type BatchNormOptions, type BatchNormResult, batchNorm } from './ops/batch-norm.js';
export { batchNormInference } from './ops/batch-norm-inference.js';
export { bilinearSample } from './ops/bilinear-sample.js';
export { cast } from './ops/cast.js';
export { clip } from './ops/clip.js';
export { concat } from './ops/concat.js';
export { conv } from './ops/conv.js';
export { type ConvTransposeOptions, convTranspose } from './ops/conv-transpose.js';
export { deformablePropagation, type Propagation } from './ops/deformable-propagation.js';
export { depthToSpace } from './ops/depth-to-space.js';
export { divide } from './ops/divide.js';
export { equal } from './ops/equal.js';
export { exp } from './ops/exp.js';
export { expand } from './ops/expand.js';
export { fixedConv } from './ops/fixed-conv.js';
export { gaussianBlur } from './ops/gaussian-blur.js';
export {} from './ops/global-pool.js';
export { greater } from './ops/greater.js';
export { leakyRelu } from './ops/leaky-relu.js';
export {} from './ops/less.js';
export { log } from './ops/log.js';
export { matmul } from './ops/matmul.js';
export { maxPool } from './ops/max-pool.js';
export { maximum } from './ops/maximum.js';
export { minimum } from './ops/minimum.js';
export { multiply } from './ops/multiply.js';
export { nearestConv } from './ops/nearest-conv.js';
export { negate } from './ops/negate.js';
export { type Margins, type PadOptions, pad, padImage } from './ops/pad.js';
export { power } from './ops/power.js';
export { reduceMax } from './ops/reduce-max.js';
export { reduceMean } from './ops/reduce-mean.js';
export { reduceSum } from './ops/reduce-sum.js';
export { relu } from './ops/relu.js';
export { reshape } from './ops/reshape.js';
export { resizeBilinear } from './ops/resize-bilinear.js';
export { resizeNearest } from './ops/resize-nearest.js';
export { sigmoid } from './ops/sigmoid.js';
export { sign } from './ops/sign.js';
export { slice } from './ops/slice.js';
export {} from './ops/sobel.js';
export { softplus } from './ops/softplus.js';
export { sqrt } from './ops/sqrt.js';
export { square } from './ops/square.js';
export {} from './ops/stop-gradient.js';
export { subtract } from './ops/subtract.js';
export { tanh } from './ops/tanh.js';
export { transpose } from './ops/transpose.js';
export { where } from './ops/where.js';
export { zeroInsert } from './ops/zero-insert.js';
export { zeroInsertedConv } from './ops/zero-inserted-conv.js';
export { type AdamOptions, adam } from './optimise/adam.js';
export { type AdamWOptions, adamw } from './optimise/adamw.js';
export type { Optimiser, OptimiserState } from './optimise/optimiser.js';
export { type Decay, learningRate, type Schedule } from './optimise/schedule.js';
export {
  type BrowserRuntimeOptions,
  createBrowserRuntime,
  type OrtWebModule,
} from './runtime/browser-runtime.js';
export type { InferenceRuntime, ModelSession, ModelTensor } from './runtime/model-session.js';
export { createBatchOrder, type DataSplit, type Draw, splitSamples } from './train/batch-order.js';
export type { NetworkDefinition } from './train/bound-network.js';
export { type Checkpoint, initialProgress, type TrainingProgress } from './train/checkpoint-format.js';
export { type FlatValues, initialState } from './train/initial-state.js';
export { createPrefetcher, type Prefetcher, type PrefetchOptions } from './train/prefetch.js';
export type { Batch } from './train/read-batch.js';
export {
  augmented,
  type SampleModule,
  type SampleSource,
  type SourceReference,
} from './train/sample-source.js';
export { buildSingleNetwork, type SingleNetworkSpec } from './train/single-network.js';
export {
  buildEvaluationGraph,
  buildStepGraph,
  type EvaluationSpec,
  type Objective,
  type StateTensor,
  type StepGraph,
  type StepSpec,
} from './train/step-graph.js';
export {
  type StepRecord,
  type TrainingOutcome,
  type TrainingParts,
  type TrainingPlan,
  train,
  type ValidationRecord,
} from './train/train.js';
export type { StepReport, Trainer, TrainerSetup } from './train/trainer.js';
