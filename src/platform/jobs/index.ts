/** Jobs: work that outlives a request and a crash, in PostgreSQL. */
export { type EnqueueOptions, type JobHandler, type JobOptions, type Jobs, startJobs } from './start-jobs.ts'
