import { Button } from '@mantine/core'
import type { LoyaltyFinding } from '#contract/loyalty-oversight'
import { type FindingDecision, findingDecisions } from '#contract/loyalty-oversight-words'
import { Badge, type Tone } from '../../components/index.ts'
import { type I18n, useI18n } from '../../i18n/use-i18n.ts'
import { DecidedBy } from './DecidedBy.tsx'
import { MemberName } from './MemberName.tsx'
import classes from './watch.module.css'

const tones: Record<FindingDecision, Tone> = { fine: 'good', look: 'look', block: 'now' }

/** One thing that looks wrong: what, whom it is about, and what can be said to it. */
export function FindingRow({
  finding,
  currency,
  isBusy,
  onDecide,
}: {
  finding: LoyaltyFinding
  currency: string
  isBusy: boolean
  onDecide?: (decision: FindingDecision) => void
}) {
  const i18n = useI18n()
  const { t, day } = i18n
  const { kind, members, person, decision, at } = finding
  return (
    <li>
      <div className={classes.what}>
        <h3>
          {t(`till.watch.kind.${kind}`)}
          {decision && (
            <Badge tone={tones[decision.decision]}>
              {t(decision.isOld ? 'till.watch.since' : `till.watch.is.${decision.decision}`)}
            </Badge>
          )}
        </h3>
        <p>{sayFinding(finding, currency, i18n)}</p>
        <p className={classes.who}>
          {person && <span>{t('till.watch.by', { name: person.name ?? t('till.watch.somebody') })}</span>}
          {members.map((member) => (
            <span key={member.memberId}>
              <MemberName member={member} />
              {member.isBlocked && ` (${t('till.watch.is.block')})`}
            </span>
          ))}
          <span>{day(at, 'time')}</span>
        </p>
        <DecidedBy decision={decision} />
      </div>
      {onDecide && (
        <div className={classes.decide}>
          {findingDecisions
            .filter((one) => one !== decision?.decision || decision.isOld)
            .map((one) => (
              <Button
                key={one}
                size="xs"
                variant="default"
                disabled={isBusy}
                {...(one === 'block' && { c: 'var(--now)' })}
                onClick={() => onDecide(one)}
              >
                {t(`till.watch.decide.${one === 'fine' && decision?.decision === 'block' ? 'lift' : one}`)}
              </Button>
            ))}
        </div>
      )}
    </li>
  )
}

function sayFinding({ kind, count, of, usual }: LoyaltyFinding, currency: string, { t, money }: I18n): string {
  if (kind === 'amount')
    return t('till.watch.say.amount', {
      amount: money(count, currency),
      usual: money(usual, currency),
      points: of,
    })
  return t(`till.watch.say.${kind}`, { count, of, usual })
}
