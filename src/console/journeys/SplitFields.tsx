import { Button, CloseButton } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import type { JourneyNode } from '#contract/journeys'
import { NumberField } from '../components/index.ts'
import classes from './journeys.module.css'
import type { JourneySay } from './say-journey.ts'

type Split = Extract<JourneyNode, { kind: 'split' }>
type SplitFieldsProps = {
  say: JourneySay
  node: Split
  onChange: (node: JourneyNode) => void
  onRemoveWay: (way: number) => void
}

const mostWays = 8
const letters = 'abcdefgh'

/** How many go which way; together all of them. */
export function SplitFields({ say, node, onChange, onRemoveWay }: SplitFieldsProps) {
  const { t, percent } = say
  const sum = node.ways.reduce((total, { share }) => total + share, 0)
  const evenly = (ways: Split['ways']): Split['ways'] => {
    const each = Math.floor(100 / ways.length)
    return ways.map((way, i) => ({ ...way, share: each + (i < 100 - each * ways.length ? 1 : 0) }))
  }
  const add = (): void => {
    const key = [...letters].find((letter) => node.ways.every((way) => way.key !== letter)) ?? `w${node.ways.length}`
    onChange({ ...node, ways: evenly([...node.ways, { key, share: 1, next: null }]) })
  }
  return (
    <>
      <p className={classes.quiet}>{t('journeys.help.split')}</p>
      <ul className={classes.shares}>
        {node.ways.map((way, at) => (
          <li key={way.key}>
            <NumberField
              label={t('journeys.field.share', { way: way.key.toUpperCase() })}
              value={way.share}
              min={1}
              max={99}
              whole
              unit="%"
              onChange={(share) => share !== null && onChange({ ...node, ways: node.ways.with(at, { ...way, share }) })}
            />
            {node.ways.length > 2 && (
              <CloseButton
                aria-label={t('journeys.remove_way', { way: way.key.toUpperCase() })}
                onClick={() => onRemoveWay(at)}
              />
            )}
          </li>
        ))}
      </ul>
      <div className={classes.buttons}>
        {node.ways.length < mostWays && (
          <Button variant="default" size="compact-sm" leftSection={<IconPlus size={14} aria-hidden />} onClick={add}>
            {t('journeys.add_way')}
          </Button>
        )}
        <Button variant="default" size="compact-sm" onClick={() => onChange({ ...node, ways: evenly(node.ways) })}>
          {t('journeys.evenly')}
        </Button>
        <span className={sum === 100 ? classes.quiet : classes.missing}>
          {t('journeys.sum', { sum: percent(sum, 0) })}
        </span>
      </div>
    </>
  )
}
