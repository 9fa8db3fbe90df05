import type { Campaign, CampaignDefinitionInput } from '#contract/campaigns'

export type Draft = {
  name: string
  purpose: 'useful' | 'promotional'
  audience: string[]
  exclude: string[]
  variants: { key: string; name: string; templateId: string; share: number | null }[]
  winner: 'none' | 'clicks' | 'goal'
  testShare: number | null
  hours: number | null
  control: number | null
  event: string
  windowDays: number | null
  value: string
  when: 'now' | 'at' | 'local'
  day: string
  time: string
  perHour: number | null
}

export const mostVariants = 4
const letters = 'abcd'

export function draftOf(campaign: Campaign | undefined, nameOf: (letter: string) => string): Draft {
  if (!campaign) {
    return {
      ...{ name: '', purpose: 'promotional', audience: [], exclude: [] },
      variants: [{ key: 'a', name: nameOf('A'), templateId: '', share: 100 }],
      ...{ winner: 'none', testShare: 20, hours: 4, control: 10, event: 'Order Completed', windowDays: 14, value: '' },
      ...{ when: 'now', day: '', time: '10:00', perHour: null },
    }
  }
  const { name, definition } = campaign
  const { purpose, audience, exclude, variants, winner, control, goal, schedule, perHour } = definition
  const [day = '', time = '10:00'] = schedule.kind === 'now' ? [] : schedule.at.split('T')
  return {
    ...{ name, purpose, audience, exclude, variants, control, perHour, day, time },
    ...{ winner: winner?.by ?? 'none', testShare: winner?.testShare ?? 20, hours: winner?.hours ?? 4 },
    ...{ event: goal.event, windowDays: goal.windowDays, value: goal.value ?? '', when: schedule.kind },
  }
}

/** Another variant, with equal shares for all. */
export function addVariant(variants: Draft['variants'], nameOf: (letter: string) => string): Draft['variants'] {
  const key = [...letters].find((letter) => !variants.some((one) => one.key === letter)) ?? letters
  return evenly([...variants, { key, name: nameOf(key.toUpperCase()), templateId: '', share: null }])
}

export function evenly(variants: Draft['variants']): Draft['variants'] {
  const share = Math.floor(100 / variants.length)
  return variants.map((one, i) => ({ ...one, share: i === 0 ? 100 - share * (variants.length - 1) : share }))
}

/** Undefined while it does not say all that is needed. */
export function definitionOf(draft: Draft): CampaignDefinitionInput | undefined {
  const { purpose, audience, exclude, control, windowDays, perHour, winner, testShare, hours, when, day, time } = draft
  const variants = draft.variants.flatMap(({ key, name, templateId, share }) =>
    templateId === '' || share === null || name.trim() === '' ? [] : [{ key, name: name.trim(), templateId, share }],
  )
  const isWhole = variants.length === draft.variants.length && variants.reduce((sum, one) => sum + one.share, 0) === 100
  const isTimed = when === 'now' || (day !== '' && /^\d\d:\d\d$/.test(time))
  const isNumbered = control !== null && windowDays !== null && testShare !== null && hours !== null
  if (!isWhole || !isTimed || !isNumbered || audience.length === 0 || draft.event.trim() === '') return undefined
  return {
    ...{ purpose, audience, exclude, variants, control, perHour },
    winner: winner === 'none' || variants.length < 2 ? null : { by: winner, testShare, hours },
    goal: { event: draft.event.trim(), windowDays, value: draft.value.trim() || null },
    schedule: when === 'now' ? { kind: 'now' } : { kind: when, at: `${day}T${time}` },
  }
}
