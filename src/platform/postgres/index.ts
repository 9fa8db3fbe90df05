/** PostgreSQL: connections, transactions of one workspace, migrations, the isolation check. */
export { analyzeTables } from './analyze.ts'
export { copyIn } from './copy-in.ts'
export { findRunningPostgres } from './embedded-running.ts'
export { checkIsolation } from './isolation.ts'
export { migratePostgres } from './migrate.ts'
export { createDb, createPool, type Db, type Tx } from './pool.ts'
export type { Database } from './schema.ts'
export { inWorkspace } from './workspace.ts'
