/** Imports: files of orders, customers and events become part of the log; every import can be taken back. */
export { createImport, type NewImport } from './create-import.ts'
export { type CommandOutput, runImportCommand } from './import-command.ts'
export type { FileDeps, ImportDeps } from './import-context.ts'
export { type ImportOrder, importFile } from './import-file.ts'
export { importHooks } from './import-hooks.ts'
export { defineImportJobs } from './import-jobs.ts'
export { importRoutes } from './import-routes.ts'
export { type MapEntry, parseMap } from './reading/index.ts'
