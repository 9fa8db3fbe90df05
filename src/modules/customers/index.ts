/** Customers: who they are, what is known of them, what they bought and in what rhythm. Nothing outside this folder writes its tables. */
export { asOfDay } from './as-of.ts'
export { forgetImport } from './forget-import.ts'
export { cameBackDays, listCustomers } from './list-customers.ts'
export { projectCustomers } from './project-customers.ts'
export { readMerges, readSaleFacts, readTraitFacts } from './rebuild-facts.ts'
export { findLateRegulars, findReturned, type RegularRow } from './regulars.repo.ts'
export { gapsOf } from './rhythm.ts'
export { type CustomerDeps, customerRoutes } from './routes.ts'
