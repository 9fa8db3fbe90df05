/** Segments: who belongs to which, kept up to date as things happen and time passes. Nothing outside this folder writes its tables. */

export { countBeginnings, findMatchingThen, matchedThen, pastBegins } from './ask-the-past.ts'
export { audienceSql, segmentStates, segmentsOf } from './audience.ts'
export { changeSegmentList } from './change-list.ts'
export { segmentsPersonalData } from './personal-data.ts'
export {
  checkCondition,
  countConditions,
  findMatching,
  matchCustomers,
  pageMembers,
  previewSegment,
} from './read-members.ts'
export { segmentRoutes } from './routes.ts'
export type { SegmentsDeps } from './segments-deps.ts'
export { readTraitHistories, type TraitHistory, valuesThen } from './trait-history.ts'
export { unjudgedSince } from './unjudged-since.ts'
export { settleSegments, watchSegments } from './watch-segments.ts'
export { changeSegment, createSegment, recountForetold, recountScored, recountSegment } from './write-segment.ts'
