import type { BulkDeps } from './bulk/bulk-context.ts'
import { defineBulkJobs } from './bulk/bulk-jobs.ts'
import { defineDuplicatesJob } from './duplicates/duplicates-job.ts'

/** The module's work in the background: changes to many customers and taking them back, the search for duplicates. */
export async function defineCustomerJobs(deps: BulkDeps): Promise<void> {
  await defineBulkJobs(deps, deps.jobs)
  await defineDuplicatesJob(deps, deps.jobs)
}
