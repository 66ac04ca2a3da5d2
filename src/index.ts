/**
 * Cuesta: elevation models on Earth, Moon and Mars. Everything of this entry runs in a browser and in Node; `cuesta/node` adds files,
 * threads and whole jobs.
 *
 * @packageDocumentation
 */

export { adjustHeights } from './adjust/adjust-heights.js';
export { adjustPlan } from './adjust/adjust-plan.js';
export { correctedPosition, heightCorrection, heightCorrectionSigma, planTransform } from './adjust/apply.js';
export type { AdjustmentResult } from './adjust/result.js';
export { type Scene, sceneOf } from './adjust/scene.js';
export type { Alignment } from './align/alignment.js';
export { describeMotion, type MotionDescription } from './align/describe-motion.js';
export { type EstimateOptions, estimateMotion, type Motion } from './align/estimate.js';
export { alignmentJson, alignmentText, parseAlignment } from './align/transform-file.js';
export type * from './core/band.js';
export type * from './core/crs.js';
export { CuestaError, type ErrorCode, type ErrorDetails, type SerializedError } from './core/errors.js';
export * from './core/geo-transform.js';
export type * from './core/georef.js';
export type * from './core/kernel.js';
export type * from './core/points.js';
export * from './core/raster.js';
export type * from './core/raster-source.js';
export { createRng, type Rng } from './core/rng.js';
export type * from './core/run-context.js';
export * from './core/window.js';

export { crsLabel, sameCrs, sameHorizontal } from './geo/crs.js';
export { loadEgm96 } from './geo/egm96.js';
export { ecefToGeodetic, geodeticToEcef } from './geo/geodetic.js';
export type { Geoid } from './geo/geoid.js';
export {
  type GeoidGrid,
  type GeoidInterpolation,
  geoidFromGrid,
  geoidGridFromRaster,
} from './geo/geoid-grid.js';
export type { GeoKeys } from './geo/geokeys.js';
export { crsFromGeoKeys } from './geo/geokeys-read.js';
export { geoKeysFromCrs } from './geo/geokeys-write.js';
export { groundPixelSize } from './geo/ground-size.js';
export { parseGtx } from './geo/gtx.js';
export { parseCrs } from './geo/parse-crs.js';
export { type CoordinateTransform, createTransform } from './geo/transform.js';
export { parseVerticalDatum, verticalDatumLabel } from './geo/vertical-datum.js';
export { createVerticalShift, type VerticalShift } from './geo/vertical-shift.js';

export { type OpenOptions, openRaster } from './io/open.js';

export { accumulate } from './kernels/accumulate/index.js';
export { createWebgpuCompute } from './kernels/backends/webgpu.js';
export { distance } from './kernels/distance/index.js';
export { gaussian, gaussianRadius, gaussianTaps } from './kernels/gaussian/index.js';
export { hillshade } from './kernels/hillshade/index.js';
export { RESAMPLE_METHODS, type ResampleMethod } from './kernels/resample/index.js';
export { createCompute } from './kernels/select.js';
export { selfTest } from './kernels/self-test.js';
export { MATCH_CLASS } from './kernels/semi-global/index.js';
export { slope } from './kernels/slope/index.js';
export { matchTies, type TieMatch } from './match/match-ties.js';
export { registerImages } from './match/register-images.js';
export { readTieCsv, writeTieCsv } from './match/tie-csv.js';
export { readTieGeoJson, writeTieGeoJson } from './match/tie-geojson.js';
export type { TieRecord } from './match/tie-record.js';
export { median, quantiles } from './math/order-statistics.js';
export { robustSpread } from './math/robust.js';
export type { Contributor } from './mosaic/contributor.js';
export { type MosaicTile, type MosaicTileResult, mosaicHalo, mosaicTile } from './mosaic/mosaic-tile.js';
export { type BlendOptions, DEFAULT_BLEND, type MosaicMode, type MosaicOptions } from './mosaic/options.js';
export { mergeSeams, type SeamReport, seamReport, worstSeam } from './mosaic/seam-report.js';
export type { Figure } from './report/figure.js';
export { figureHistogram } from './report/histogram-figure.js';
export { type Report, renderReport, type Section, type Table } from './report/html-report.js';
export {
  figureDifference,
  figureHillshade,
  figureRelief,
  figureSlope,
  figureSources,
} from './report/map-figures.js';
export { encodePng, type Picture } from './report/png.js';
export { figureProfiles } from './report/profile-figure.js';
export { shadeRaster } from './report/shade-raster.js';
export { createWarp } from './resample/create-warp.js';
export { resampleWindow } from './resample/resample-window.js';
export { type TargetOptions, unionGrid } from './resample/target-grid.js';
export type { Warp } from './resample/warp.js';
export { readSarDescription } from './sar/description/read-description.js';
export type { SarDescription } from './sar/description/schema.js';
export { sarDescription } from './sar/description/write-description.js';
export { demTerrain } from './sar/geometry/dem-terrain.js';
export { groundToRadar } from './sar/geometry/ground-to-radar.js';
export { incidenceDeg } from './sar/geometry/incidence.js';
export { radarToGround } from './sar/geometry/radar-to-ground.js';
export { radarToTerrain, type Terrain as RadarTerrain } from './sar/geometry/radar-to-terrain.js';
export {
  createGroundPoint,
  createRadarPoint,
  type GroundPoint,
  type LookSide,
  type RadarPoint,
  type RadarView,
} from './sar/geometry/radar-view.js';
export type { ImageGeometry, PixelPosition } from './sar/image/image-geometry.js';
export { pixelToRadar, radarToPixel } from './sar/image/pixel-position.js';
export { decibels, powerOf } from './sar/image/power.js';
export type { SarProduct } from './sar/image/sar-product.js';
export { type Intersections, intersect, type Observations } from './sar/intersection/intersect.js';
export { createOrbit, type Orbit, orbitState, STATE_LENGTH } from './sar/orbit/orbit.js';
export type { StateVectors } from './sar/orbit/state-vectors.js';
export { readSentinel1Annotation, sentinel1Product } from './sar/sentinel1/annotation.js';
export { gridVisibility } from './sar/visibility/grid-visibility.js';
export { cutPiece, type Piece, type PieceOptions } from './simulate/pieces.js';
export { createTerrain, sampleTerrain, type Terrain, type TerrainOptions } from './simulate/terrain.js';
export type { StereoImage } from './stereo/image.js';
export { matchPair, type PairOptions } from './stereo/match-pair.js';
export { type Match, matchStrip, type StripJob } from './stereo/match-strip.js';
export { matchPairNcc, type NccOptions } from './stereo/ncc-pair.js';
export { DEFAULT_MATCH, type MatchOptions } from './stereo/options.js';
export type { Penalty } from './stereo/penalty.js';
export {
  type PenaltyPair,
  type PenaltySearch,
  searchPenalties,
  withPenalties,
} from './stereo/penalty-search.js';
export { stretch } from './stereo/stretch.js';
export type { StripRunner } from './stereo/strips.js';
export { filledError, searchThreshold, type ThresholdSearch } from './stereo/threshold-search.js';

export type { Accuracy, ErrorStatistics } from './terrain/accuracy.js';
export { accuracyOf } from './terrain/accuracy-passes.js';
export { difference } from './terrain/difference.js';
export { type Profile, sampleProfile } from './terrain/profile.js';
