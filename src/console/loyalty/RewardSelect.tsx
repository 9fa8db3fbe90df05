import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { LoyaltyProgrammes } from '#contract/loyalty'
import { programmesQuery } from './loyalty-query.ts'

type Reward = LoyaltyProgrammes['programmes'][number]['rules']['rewards'][number]

/** The rewards of the programme that things are given from: the oldest that is active. Undefined until they are known. */
export function useRewards(): Reward[] | undefined {
  const programmes = useQuery(programmesQuery).data?.programmes
  const active = programmes?.filter(({ status }) => status === 'active')
  const [first] = active?.toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1)) ?? []
  return programmes && (first?.rules.rewards ?? [])
}

type RewardSelectProps = {
  label: string
  description?: string
  /** what stands there while none is chosen, and where there is none */
  choose: string
  none: string
  value: string
  onChange: (rewardId: string) => void
}

export function RewardSelect({ label, description, choose, none, value, onChange }: RewardSelectProps) {
  const rewards = useRewards()
  const named = (rewards ?? []).map(({ id, name }) => ({ value: id, label: name ?? id }))
  // One that was taken out of the programme since still stands in what was written with it.
  const known = value === '' || named.some((one) => one.value === value) ? named : [...named, { value, label: value }]
  return (
    <NativeSelect
      label={label}
      description={description}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={[{ value: '', label: rewards?.length === 0 ? none : choose }, ...known]}
    />
  )
}
