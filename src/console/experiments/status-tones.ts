import type { ExperimentStatus } from '#contract/experiment-words'
import type { Tone } from '../components/index.ts'

export const statusTones: Record<ExperimentStatus, Tone> = {
  draft: 'look',
  running: 'good',
  stopped: 'quiet',
  archived: 'quiet',
}
