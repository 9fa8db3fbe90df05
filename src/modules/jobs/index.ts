/** Jobs: long work that people follow, with its progress, its end and a way to stop it. The work itself belongs to its module. */
export { type AnnouncedJob, announceJob, requestCancel } from './announce-job.ts'
export { findOpenRun } from './find-open-run.ts'
export { type JobHooks, jobRoutes } from './routes.ts'
export { type JobProgress, type TrackedJob, trackJob } from './track-job.ts'
