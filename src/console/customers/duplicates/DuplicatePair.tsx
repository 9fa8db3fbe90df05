import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { DuplicateSide, DuplicateSuggestion } from '#contract/duplicates'
import { Avatar, Badge, RhythmStrip } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { customerName } from '../customer-name.ts'
import classes from './duplicates.module.css'

type DuplicatePairProps = {
  pair: DuplicateSuggestion
  currency: string
  asOf: string
  onMerge: () => void
  onKeepApart: () => void
}

const doubts = new Set(['different_birthday', 'different_name', 'both_have_accounts'])
const strong = 70

/** Two people side by side, what speaks for one and what against. */
export function DuplicatePair({ pair, currency, asOf, onMerge, onKeepApart }: DuplicatePairProps) {
  const { t } = useI18n()
  const { a, b, score, reasons } = pair
  return (
    <article className={classes.pair} aria-label={`${customerName(a)}, ${customerName(b)}`}>
      <Side side={a} currency={currency} asOf={asOf} />
      <Side side={b} currency={currency} asOf={asOf} />
      <div className={classes.why}>
        <Badge tone={score >= strong ? 'good' : 'look'}>
          {t(score >= strong ? 'merges.duplicates.likely' : 'merges.duplicates.maybe')}
        </Badge>
        <ul>
          {reasons.map((reason) => (
            <li key={reason} className={doubts.has(reason) ? classes.against : classes.speaks}>
              {t(`merges.reason.${reason}`)}
            </li>
          ))}
        </ul>
        <span className={classes.actions}>
          <Button variant="default" size="xs" onClick={onKeepApart}>
            {t('merges.duplicates.keep_apart')}
          </Button>
          <Button size="xs" onClick={onMerge}>
            {t('merges.compare')}
          </Button>
        </span>
      </div>
    </article>
  )
}

function Side({ side, currency, asOf }: { side: DuplicateSide; currency: string; asOf: string }) {
  const { t, money, day } = useI18n()
  const name = customerName(side)
  const lines = [side.email, side.phone, side.city].filter((text) => text !== null && text !== name)
  return (
    <div className={classes.side}>
      <Avatar name={name} size={36} />
      <div>
        <Link to="/customers/$customerId" params={{ customerId: side.customerId }}>
          <bdi>{name}</bdi>
        </Link>
        {lines.map((line) => (
          <bdi key={line} className={classes.line}>
            {line}
          </bdi>
        ))}
        <span className={classes.line}>
          {t('merges.orders', { orders: side.orders })} · {money(side.revenueMinor, currency, 'whole')}
        </span>
        <span className={classes.line}>{t('merges.known_since', { day: day(side.firstSeenAt) })}</span>
        {side.recentVisits.length > 1 && <RhythmStrip visits={side.recentVisits} until={asOf} usualGapDays={null} />}
      </div>
    </div>
  )
}
