/** Customers: who they are, what is known of them, what they bought and in what rhythm. Nothing outside this folder writes its tables. */
export { appendCustomerEvents, type CustomerEvent, type EventActor } from './append-customer-events.ts'
export { asOfDay } from './as-of.ts'
export { type AudiencePerson, findPeople, findPeopleByUserId, openAudience } from './audience.ts'
export { customerFamilies, customerFamily } from './customer-family.ts'
export { defineCustomerJobs } from './customer-jobs.ts'
export { type FoundContact, findByContact } from './find-by-contact.ts'
export { findCustomerBy } from './find-customer-by.ts'
export { forgetImport } from './forget-import.ts'
export { hasMoreCustomers } from './has-more-customers.ts'
export { identitiesOf } from './identity/identities-of.ts'
export { homeCountry, readEmail, readPhone } from './identity/read-identities.ts'
export { cameBackDays } from './list-conditions.ts'
export { listCustomers } from './list-customers.ts'
export { readOrder, readRefund } from './orders/read-order.ts'
export { customersPersonalData } from './personal-data.ts'
export { foldText } from './profile/merge-traits.ts'
export { projectCustomers } from './project-customers.ts'
export { type Contact, readContact, readContacts } from './read-contact.ts'
export { type Habits, readHabits } from './read-habits.ts'
export { factReaders } from './rebuild-facts.ts'
export { findLateRegulars, findReturned, type RegularRow } from './regulars.repo.ts'
export { gapsOf, quantile, readRhythm } from './rhythm.ts'
export { patienceSql } from './rhythm-sql.ts'
export { type CustomerDeps, customerRoutes } from './routes.ts'
export { readScores, type StoredScore, scoreColumns, toScore } from './scores/read-scores.ts'
export {
  type BandChange,
  forgetScores,
  type ScoreBlock,
  writeScores,
} from './scores/write-scores.ts'
export { type CustomerBlocks, customerBlocks } from './straight/customer-blocks.ts'
export { whoNow } from './who-now.ts'
