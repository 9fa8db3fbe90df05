import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { LoyaltyReplayResult } from '#contract/loyalty-reports'
import { roleMay } from '#contract/permissions'
import { useSession } from '../api/session.ts'
import { Card, DataTable, Disclosure, Problem, WorkProgress } from '../components/index.ts'
import { type I18n, useI18n } from '../i18n/use-i18n.ts'
import classes from './loyalty.module.css'
import { replayQuery } from './loyalty-query.ts'

/** What proposed rules would have done over the last 12 months, beside those in force. */
export function ReplayCard({ programmeId, replayId }: { programmeId: string; replayId: string }) {
  const { t } = useI18n()
  const { data, error, refetch } = useQuery(replayQuery(programmeId, replayId))
  return (
    <Card title={t('loyalty.replay.title')}>
      {data?.result ? (
        <Result result={data.result} />
      ) : data?.status === 'failed' ? (
        <p role="alert">{t('loyalty.replay.failed')}</p>
      ) : error ? (
        <Problem error={error} onRetry={() => void refetch()} />
      ) : (
        <WorkProgress
          label={t('loyalty.replay.running')}
          done={data?.progress ?? 0}
          {...(data?.progress === null || data === undefined ? {} : { total: 1 })}
        />
      )}
    </Card>
  )
}

function Result({ result }: { result: LoyaltyReplayResult }) {
  const i18n = useI18n()
  const { t, number, day, locale } = i18n
  const { orders, customers, from, until, isMembersOnly, gain, lose, same, leftOut } = result
  const list = new Intl.ListFormat(locale, { type: 'conjunction' })
  return (
    <div className={classes.fields}>
      <p className={classes.quiet}>
        {t(isMembersOnly ? 'loyalty.replay.of_members' : 'loyalty.replay.of_everybody', {
          orders: number(orders),
          customers: number(customers),
          from: day(from),
          until: day(until),
        })}
      </p>
      <DataTable
        csv
        caption={t('loyalty.replay.title')}
        columns={[
          { key: 'what', label: t('loyalty.replay.measure'), render: ({ key }) => t(`loyalty.replay.line.${key}`) },
          { key: 'now', label: t('loyalty.replay.now'), numeric: true, render: ({ now }) => now },
          { key: 'proposed', label: t('loyalty.replay.proposed'), numeric: true, render: ({ proposed }) => proposed },
        ]}
        rows={linesOf(result, i18n)}
        rowKey={({ key }) => key}
      />
      <p>{t('loyalty.replay.who', { gain: number(gain), lose: number(lose), same: number(same) })}</p>
      {(['gain', 'lose'] as const).map(
        (side) => result.most[side].length > 0 && <Changes key={side} side={side} result={result} />,
      )}
      {leftOut.length > 0 && (
        <p className={classes.quiet}>
          {t('loyalty.replay.left_out', {
            parts: list.format(leftOut.map((part) => t(`loyalty.replay.part.${part}`))),
          })}
        </p>
      )}
      <p className={classes.note}>{t('loyalty.replay.honest')}</p>
    </div>
  )
}

function linesOf({ now, proposed, currency, salesMinor }: LoyaltyReplayResult, { number, money, percent }: I18n) {
  const amount = (minor: number | null): string => (minor === null ? '–' : money(minor, currency, 'whole'))
  const share = (minor: number | null): string =>
    minor === null || salesMinor === 0 ? '–' : percent((minor / salesMinor) * 100, 1)
  const both = (key: string, of: (side: LoyaltyReplayResult['now']) => string) => ({
    key,
    now: of(now),
    proposed: of(proposed),
  })
  return [
    both('points', ({ points }) => number(points)),
    both('expired', ({ expired }) => number(expired)),
    ...(now.stamps + proposed.stamps > 0
      ? [both('stamps', ({ stamps }) => number(stamps)), both('cards', ({ cards }) => number(cards))]
      : []),
    ...(now.cash + proposed.cash > 0 ? [both('cash', ({ cash }) => amount(cash))] : []),
    ...(now.credits + proposed.credits > 0 ? [both('credits', ({ credits }) => number(credits))] : []),
    both('cost', ({ costMinor }) => amount(costMinor)),
    both('share', ({ costMinor }) => share(costMinor)),
    both('liability', ({ liabilityMinor }) => amount(liabilityMinor)),
  ]
}

function Changes({ side, result }: { side: 'gain' | 'lose'; result: LoyaltyReplayResult }) {
  const { t, number } = useI18n()
  const mayExport = roleMay(useSession().role, 'customers:export')
  return (
    <Disclosure summary={t(`loyalty.replay.${side}`)}>
      <DataTable
        csv={mayExport}
        caption={t(`loyalty.replay.${side}`)}
        columns={[
          {
            key: 'name',
            label: t('loyalty.member'),
            render: ({ customerId, name }) => (
              <Link to="/customers/$customerId" params={{ customerId }}>
                <bdi>{name ?? t('loyalty.nameless')}</bdi>
              </Link>
            ),
          },
          {
            key: 'before',
            label: t('loyalty.replay.before'),
            numeric: true,
            render: ({ before }) => number(before),
            csv: ({ before }) => before,
          },
          {
            key: 'after',
            label: t('loyalty.replay.after'),
            numeric: true,
            render: ({ after }) => number(after),
            csv: ({ after }) => after,
          },
        ]}
        rows={result.most[side]}
        rowKey={({ customerId }) => customerId}
      />
    </Disclosure>
  )
}
