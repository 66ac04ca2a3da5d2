/**
 * `cuesta/node`: everything of `cuesta`, with files, threads and whole jobs.
 *
 * @packageDocumentation
 */

export { writeAtomically } from './core/atomic-file.node.js';
export * from './index.js';
export {
  type CogCompression,
  type CogOptions,
  type CogSpec,
  cogSpec,
  type OverviewMethod,
} from './io/cog/cog-spec.js';
export { type CogResult, CogWriter } from './io/cog/cog-writer.node.js';
export type { TileAddress } from './io/cog/pyramid.js';
export { createDecodePool, type DecodePool } from './io/geotiff/decode-pool.node.js';
export { type FileHash, sha256File } from './io/hash.node.js';
export { type OpenFileOptions, openRaster } from './io/open.node.js';
export { type Sidecar, type SidecarFacts, sidecarPath } from './io/sidecar.js';
export { writeSidecar } from './io/sidecar.node.js';
export { peakRssBytes } from './jobs/peak-memory.node.js';
export { type JobOptions, type JobResult, runJob } from './jobs/run-job.node.js';
export type { Task, TaskModule, TaskOutput, TaskResult, TaskRunner } from './jobs/task.js';
export { taskId } from './jobs/task-id.node.js';
export { removeWorkFolder } from './jobs/work-folder.node.js';
export { createNodeCompute } from './kernels/select.node.js';
export { type LoadedModel, loadModel, writeModelFiles } from './nn/infer/manifest/model-file.node.js';
export { createNodeRuntime } from './nn/runtime/node-runtime.node.js';
export { type BatchPool, openBatchPool } from './nn/train/batch-pool.node.js';
export { readCheckpoint, writeCheckpoint } from './nn/train/checkpoint.node.js';
export { chooseDevice, type DeviceChoice, tryDevice } from './nn/train/choose-device.node.js';
export { startTrainer } from './nn/train/start-trainer.node.js';
export { createTrainer } from './nn/train/trainer.node.js';
export type { AdjustResult } from './pipelines/adjust/adjust-result.js';
export { type AdjustConfig, adjustSchema } from './pipelines/adjust/config.js';
export { type AdjustJob, planAdjust } from './pipelines/adjust/plan-adjust.node.js';
export { runAdjust } from './pipelines/adjust/run-adjust.node.js';
export type { AlignJob } from './pipelines/align/align-job.js';
export { type AlignConfig, alignSchema } from './pipelines/align/config.js';
export { planAlign } from './pipelines/align/plan-align.node.js';
export { type AlignResult, runAlign } from './pipelines/align/run-align.node.js';
export { type CompareConfig, compareSchema } from './pipelines/compare/config.js';
export { planRasterCompare, type RasterCompareJob } from './pipelines/compare/plan-compare.node.js';
export { type PointCompareJob, planPointCompare } from './pipelines/compare/plan-points.node.js';
export { type CompareResult, compareJson } from './pipelines/compare/result.js';
export { runRasterCompare } from './pipelines/compare/run-compare.node.js';
export { runPointCompare } from './pipelines/compare/run-points.node.js';
export { type ContourConfig, contourSchema } from './pipelines/contour/config.js';
export { type ContourResult, runContour } from './pipelines/contour/run-contour.node.js';
export { type ConvertConfig, convertSchema } from './pipelines/convert/config.js';
export { type ConvertJob, planConvert, runConvert } from './pipelines/convert/run-convert.node.js';
export { type DatasetConfig, datasetSchema } from './pipelines/dataset/config.js';
export {
  type DatasetJob,
  type DatasetResult,
  planDataset,
  runDataset,
} from './pipelines/dataset/run-dataset.node.js';
export { type DisparityConfig, disparitySchema } from './pipelines/disparity/config.js';
export { type DisparityJob, planDisparity } from './pipelines/disparity/plan-disparity.node.js';
export type { DisparityResult } from './pipelines/disparity/result.js';
export { runDisparity } from './pipelines/disparity/run-disparity.node.js';
export { type EnhanceConfig, enhanceSchema } from './pipelines/enhance/config.js';
export type { EnhanceResult } from './pipelines/enhance/enhance-result.js';
export { type EnhanceJob, planEnhance } from './pipelines/enhance/plan-enhance.node.js';
export { runEnhance } from './pipelines/enhance/run-enhance.node.js';
export { type FillConfig, fillSchema } from './pipelines/fill/config.js';
export { type FillJob, type FillResult, planFill, runFill } from './pipelines/fill/run-fill.node.js';
export { type FilterConfig, filterSchema } from './pipelines/filter/config.js';
export {
  type FilterJob,
  type FilterResult,
  planFilter,
  runFilter,
} from './pipelines/filter/run-filter.node.js';
export { type MosaicConfig, mosaicSchema } from './pipelines/mosaic/config.js';
export type { MosaicResult } from './pipelines/mosaic/mosaic-result.js';
export { type MosaicJob, planMosaic, planMosaics } from './pipelines/mosaic/plan-mosaic.node.js';
export { runMosaic } from './pipelines/mosaic/run-mosaic.node.js';
export { type MosaicPart, runMosaics } from './pipelines/mosaic/run-mosaics.node.js';
export { type ProfileConfig, profileSchema } from './pipelines/profile/config.js';
export { type ProfileResult, runProfile } from './pipelines/profile/run-profile.node.js';
export { type RadarConfig, radarSchema } from './pipelines/radar/config.js';
export { planRadar, type RadarJob } from './pipelines/radar/plan-radar.node.js';
export type { RadarResult } from './pipelines/radar/radar-result.js';
export { runRadar } from './pipelines/radar/run-radar.node.js';
export { type ReconstructConfig, reconstructSchema } from './pipelines/reconstruct/config.js';
export { type CascadeJob, planCascade } from './pipelines/reconstruct/plan-cascade.node.js';
export type { ReconstructResult } from './pipelines/reconstruct/reconstruct-result.js';
export { runCascade } from './pipelines/reconstruct/run-cascade.node.js';
export { type ReliefConfig, reliefSchema } from './pipelines/relief/config.js';
export {
  planRelief,
  type ReliefJob,
  type ReliefResult,
  runRelief,
} from './pipelines/relief/run-relief.node.js';
export { type SimulateConfig, simulateSchema } from './pipelines/simulate/config.js';
export { planSimulate, type SimulateJob } from './pipelines/simulate/plan-simulate.node.js';
export { runSimulate, type SimulateResult } from './pipelines/simulate/run-simulate.node.js';
export {
  type AspectConfig,
  aspectSchema,
  type CurvatureConfig,
  curvatureSchema,
  type HillshadeConfig,
  hillshadeSchema,
  type RoughnessConfig,
  roughnessSchema,
  type SlopeConfig,
  slopeSchema,
  type TpiConfig,
  type TriConfig,
  tpiSchema,
  triSchema,
} from './pipelines/terrain/config.js';
export {
  planAspect,
  planCurvature,
  planHillshade,
  planRoughness,
  planSlope,
  planTpi,
  planTri,
} from './pipelines/terrain/plan-products.node.js';
export { runTerrain, type TerrainJob } from './pipelines/terrain/run-terrain.node.js';
export { formatPlan, type JobPlan } from './plan/plan.js';
export type { JobContext } from './product/job-context.js';
export type { ProductResult } from './product/run-product.node.js';
export { type RunSettings, runSettingsSchema } from './product/run-settings.js';
export { readSarProduct } from './sar/read-product.node.js';
