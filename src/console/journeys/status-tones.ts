import type { JourneyStatus } from '#contract/journeys'
import type { Tone } from '../components/index.ts'

export const statusTones: Record<JourneyStatus, Tone> = {
  draft: 'look',
  running: 'good',
  paused: 'new',
  archived: 'quiet',
}
