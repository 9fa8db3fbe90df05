import type { CampaignFate, CampaignStatus } from '#contract/campaign-words'
import type { Tone } from '../components/index.ts'

export const statusTones: Record<CampaignStatus, Tone> = {
  draft: 'look',
  scheduled: 'new',
  sending: 'good',
  paused: 'look',
  done: 'quiet',
  cancelled: 'quiet',
}

export const fateTones: Partial<Record<CampaignFate, Tone>> = {
  sent: 'good',
  held_back: 'look',
  failed: 'now',
  unknown: 'look',
  control: 'new',
  global_control: 'new',
}
