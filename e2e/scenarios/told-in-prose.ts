import type { Scenario } from './scenario.ts'

const journeys = 'src/modules/journeys'

/** Where what a scenario of journeys says in prose is tested: the file and the test. */
export const journeyTests: Record<string, readonly [file: string, test: string]> = {
  'wait-timeout': [`${journeys}/journeys.test.ts`, 'who does not reach the segment in time takes the other way, once'],
  'keyed-concurrent': [
    `${journeys}/journeys.test.ts`,
    'of two runs of one person only the one whose key the event carries goes on',
  ],
  'local-time-default-tz': [
    `${journeys}/journeys.test.ts`,
    'nine in the morning is that of the person, else of the shop, also after the clocks change',
  ],
  'hidden-trigger': [
    `${journeys}/journeys.test.ts`,
    'what follows from an event that people are not to see is marked so as well',
  ],
  'random-cohort': [
    `${journeys}/journeys.test.ts`,
    'a split sends each person down one way, always the same, and an experiment compares the ways',
  ],
  'reentry-allowed': [
    `${journeys}/journeys.test.ts`,
    'beginning again is as the rule says: never, always, or after some days',
  ],
  'reentry-forbidden': [
    `${journeys}/journeys.test.ts`,
    'beginning again is as the rule says: never, always, or after some days',
  ],
  'reentry-segment': [
    `${journeys}/journeys.test.ts`,
    'who still belongs to the segment at the end begins again; who does not, stops',
  ],
  'backfill-entry': [
    `${journeys}/journeys.test.ts`,
    'those who belonged to the segment before begin once, if that is wanted',
  ],
  'loop-guard': [`${journeys}/journeys.test.ts`, 'two branches that lead to each other end the run and hold nobody up'],
  'failed-send-not-stall': [
    `${journeys}/journeys.test.ts`,
    'a message that cannot be sent is noted, and the person goes on',
  ],
  'unsub-mid-journey': [
    `${journeys}/leaving.test.ts`,
    'who reaches the goal, does an exit event or unsubscribes gets nothing of the journey that still waits in the outbox',
  ],
  'exit-on-event': [
    `${journeys}/journeys.test.ts`,
    'unsubscribing, an exit event and the goal each end a run at once, also within a wait',
  ],
  'crash-mid-step': [
    `${journeys}/killed-worker.test.ts`,
    'a worker killed again and again loses nobody, and nobody gets a message twice',
  ],
}

export function whyNoJourney({ id }: Scenario): string {
  const tested = journeyTests[id]
  return tested ? `told in prose; tested in ${tested[0]}: ${tested[1]}` : 'told in prose; no test is known for it'
}

export const whyNoVoice = ({ area }: Scenario): string => `nothing drives the area ${String(area)} from a file`
