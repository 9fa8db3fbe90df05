/** Journeys: what happens to a person, step by step, after something began it. Nothing outside this folder writes its tables. */

export { journeyActions } from './actions.ts'
export { defineJourneyJobs } from './call-webhook.ts'
export { type JourneyResults, listResults } from './journeys.repo.ts'
export type { JourneyAction, JourneysDeps } from './journeys-deps.ts'
export { journeysUsing } from './journeys-using.ts'
export { journeysPersonalData } from './personal-data.ts'
export { plannedJourneys } from './planned-journeys.ts'
export { journeyRoutes } from './routes.ts'
export { watchJourneys } from './watch-journeys.ts'
export { createJourney } from './write-journey.ts'
