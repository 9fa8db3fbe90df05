import { ActionIcon } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { LoyaltyRulesInput } from '#contract/loyalty'
import { mostMinor, mostPoints } from '#contract/loyalty-bounds'
import { toMajor, toMinor } from '#platform/money'
import { NumberField } from '../components/index.ts'
import classes from './loyalty.module.css'

export type RuleFields = {
  draft: LoyaltyRulesInput
  currency: string
  onChange: (change: { [K in keyof LoyaltyRulesInput]?: LoyaltyRulesInput[K] | undefined }) => void
}

type CountProps = {
  label: string
  value: number | undefined
  min?: number
  onChange: (value: number | undefined) => void
  unit?: string
}

/** A whole number, or none. */
export function CountField({ label, value, min = 0, onChange, unit }: CountProps) {
  return (
    <NumberField
      label={label}
      value={value ?? null}
      min={min}
      max={mostPoints}
      whole
      unit={unit}
      onChange={(next) => onChange(next ?? undefined)}
    />
  )
}

type MoneyProps = Omit<CountProps, 'unit' | 'min'> & { currency: string }

/** An amount in minor units, written as people write money; or none. */
export function MoneyField({ label, value, currency, onChange }: MoneyProps) {
  return (
    <NumberField
      label={label}
      value={value === undefined ? null : toMajor(value, currency)}
      min={0}
      max={toMajor(mostMinor, currency)}
      unit={currency}
      onChange={(next) => onChange(next === null ? undefined : toMinor(next, currency))}
    />
  )
}

/** One line of a list of rules: what it says, its fields, and the way to take it out. */
export function RuleLine({
  said,
  remove,
  onRemove,
  children,
}: {
  said: string
  remove: string
  onRemove: () => void
  children: ReactNode
}) {
  return (
    <div className={classes.rule}>
      <div className={classes.fields}>
        <b>{said}</b>
        <div className={classes.row}>{children}</div>
      </div>
      <ActionIcon variant="subtle" aria-label={`${remove}: ${said}`} onClick={onRemove}>
        <IconTrash size={16} aria-hidden />
      </ActionIcon>
    </div>
  )
}
