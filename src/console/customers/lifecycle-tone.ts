import type { CustomerDetail } from '#contract/customers'
import type { Tone } from '../components/index.ts'

export const lifecycleTone: Record<NonNullable<CustomerDetail['lifecycle']>, Tone> = {
  new: 'new',
  active: 'good',
  won_back: 'good',
  slipping: 'look',
  dormant: 'look',
  lost: 'now',
}
