/** Events: what came in, acknowledged once committed, projected in order, told to ClickHouse. Nothing outside this folder touches its tables. */
export { appendEvents } from './append-events.ts'
export { eventPosition, hasCaughtUp, isFarBehind, readBacklog } from './backlog.ts'
export { type CanonicalEvent, type EventBody, eventBody, hiddenMark, propertiesOf } from './canonical.ts'
export { deadLetterRoutes } from './dead-letter-routes.ts'
export { createEventWriter, type EventWriter } from './event-writer.ts'
export { type IngestDeps, ingestRoutes } from './ingest-routes.ts'
export { customersPerBlock, noteAllChanges } from './note-changes.ts'
export { findOwnedEvents, type OwnedEvent, reassignEvents } from './owned-events.ts'
export { eventsPersonalData, importsOf } from './personal-data.ts'
export {
  type Facts,
  type LoggedEvent,
  noFacts,
  type ProfileFact,
  type Project,
  type RhythmFact,
  type SaleFact,
  type TraitFact,
  type Workspace,
} from './projection.ts'
export { type Projector, type ProjectorDeps, startProjector } from './projector.ts'
export { type RebuildDeps, rebuildAnalytics } from './rebuild-analytics.ts'
export type { FactReaders } from './redeliver-batches.ts'
export { removeImportedEvents } from './remove-imported-events.ts'
export { deadLetterRetention, eventRetention } from './retention.ts'
export { type EventBlocks, eventBlocks } from './straight/event-blocks.ts'
export { watchBacklog } from './watch-backlog.ts'
