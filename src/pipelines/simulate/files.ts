/** File names inside the output folder. */
export const FILES = {
  scene: (name: string) => `scenes/${name}.tif`,
  reference: 'reference.tif',
  truth: 'truth.tif',
  laser: 'laser.csv',
  /** Not `truth.json`: that is the sidecar of the true terrain. */
  parameters: 'true-parameters.json',
  job: 'job.json',
} as const;
