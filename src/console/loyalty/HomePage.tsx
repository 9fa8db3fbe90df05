import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { drawPeriodLines } from '#charts'
import type { LoyaltyProgramme } from '#contract/loyalty'
import type { LoyaltyOverview } from '#contract/loyalty-reports'
import { roleMay } from '#contract/permissions'
import { type PlayKey, playGroups } from '#contract/play-words'
import { useSession } from '../api/session.ts'
import { ChartView } from '../components/ChartView.tsx'
import { Card, ChartCard, Figure, FigureRow, HelpHint, Loading, Problem } from '../components/index.ts'
import { type I18n, useI18n } from '../i18n/use-i18n.ts'
import { Effect } from './Effect.tsx'
import { LoyaltyFrame } from './LoyaltyFrame.tsx'
import classes from './loyalty.module.css'
import { overviewQuery, returnRateQuery } from './loyalty-query.ts'
import { findingsQuery } from './watch/watch-query.ts'

/** How the programme is doing, and what to do about it. */
export function HomePage() {
  return <LoyaltyFrame>{({ programme }) => <Overview programme={programme} />}</LoyaltyFrame>
}

function Overview({ programme }: { programme: LoyaltyProgramme }) {
  const { data, error, refetch } = useQuery(overviewQuery(programme.programmeId))
  if (data === undefined)
    return <Card>{error ? <Problem error={error} onRetry={() => void refetch()} /> : <Loading lines={8} />}</Card>
  const hasPoints = programme.rules.earn.length > 0 || data.now.issued > 0
  return (
    <>
      <Head data={data} hasPoints={hasPoints} hasStamps={programme.rules.stamps !== undefined} />
      {hasPoints && <Points data={data} />}
      <div className={classes.pair}>
        <ToDo data={data} programmeId={programme.programmeId} />
        <ReturnRate programmeId={programme.programmeId} />
      </div>
      <Effect programme={programme} />
    </>
  )
}

function Head({ data, hasPoints, hasStamps }: { data: LoyaltyOverview; hasPoints: boolean; hasStamps: boolean }) {
  const { t, number, percent, money } = useI18n()
  const { members, today, scans, outstanding, stamps } = data
  const more = members.joined30 - members.joinedBefore30
  return (
    <FigureRow>
      <Figure
        label={t('loyalty.members')}
        help="loyalty.help.members"
        value={number(members.total)}
        compared={{
          direction: more > 0 ? 'up' : more < 0 ? 'down' : 'same',
          tone: more > 0 ? 'good' : undefined,
          text: t('loyalty.joined_30', { joined: members.joined30, before: number(members.joinedBefore30) }),
        }}
      />
      <Figure
        label={t('loyalty.active_share')}
        value={members.total === 0 ? '–' : percent((members.active / members.total) * 100, 0)}
        of={t('loyalty.active_of', { active: number(members.active), total: number(members.total) })}
        help="loyalty.help.active"
      />
      <Figure
        label={t('loyalty.today')}
        help="loyalty.help.today"
        value={number(today.earns)}
        of={
          hasPoints
            ? t('loyalty.today_points', { points: today.points, joined: today.joined })
            : t('loyalty.today_stamps', { stamps: today.stamps, joined: today.joined })
        }
      />
      {scans && (
        <Figure
          label={t('loyalty.scans')}
          help="loyalty.help.scans"
          value={number(scans.today)}
          of={t('loyalty.scans_before', { scans: scans.yesterday })}
        />
      )}
      {hasStamps && (
        <Figure
          label={t('loyalty.stamps_30')}
          help="loyalty.help.stamps"
          value={number(stamps.given)}
          of={t('loyalty.cards_30', { cards: stamps.cards })}
        />
      )}
      {hasPoints && (
        <Figure
          label={t('loyalty.owed')}
          value={
            outstanding.valueMinor === null
              ? number(outstanding.points)
              : money(outstanding.valueMinor, data.currency, 'whole')
          }
          of={
            outstanding.valueMinor === null && outstanding.pending === 0
              ? t('loyalty.owed_points', { points: outstanding.points })
              : t('loyalty.owed_of', { points: outstanding.points + outstanding.pending })
          }
          help="loyalty.help.owed"
        />
      )}
    </FigureRow>
  )
}

const parts = ['issued', 'redeemed', 'expired', 'reversed'] as const

function Points({ data }: { data: LoyaltyOverview }) {
  const i18n = useI18n()
  const { t, number, day, dayTick } = i18n
  const { days, now, before } = data
  const line = (part: 'issued' | 'redeemed') =>
    days.map((one) => ({
      ...dayTick(one.day),
      value: one[part],
      title: `${day(one.day)} · ${t(`loyalty.flow.${part}`)}: ${number(one[part])}`,
    }))
  const summary = t('loyalty.points_30', {
    issued: number(now.issued),
    redeemed: number(now.redeemed),
    expired: number(now.expired),
  })
  return (
    <ChartCard
      title={t('loyalty.points')}
      subtitle={`${summary} ${t('loyalty.points_before', { issued: number(before.issued), redeemed: number(before.redeemed) })}`}
      columns={[
        { key: 'day', label: t('loyalty.day'), render: (one) => day(one.day), csv: (one) => one.day },
        ...parts.map((part) => ({
          key: part,
          label: t(`loyalty.flow.${part}`),
          numeric: true,
          render: (one: LoyaltyOverview['days'][number]) => number(one[part]),
          csv: (one: LoyaltyOverview['days'][number]) => one[part],
        })),
      ]}
      rows={days.toReversed()}
      rowKey={(one) => one.day}
      chart={
        <>
          <ChartView
            summary={summary}
            height={190}
            draw={(box) =>
              drawPeriodLines(
                [
                  { name: t('loyalty.flow.issued'), tone: 'good', points: line('issued') },
                  { name: t('loyalty.flow.redeemed'), tone: 'warn', points: line('redeemed') },
                ],
                number,
                box,
              )
            }
          />
          <p className={classes.legend}>
            <span data-tone="good">{t('loyalty.flow.issued')}</span>
            <span data-tone="look">{t('loyalty.flow.redeemed')}</span>
          </p>
        </>
      }
    />
  )
}

type Line = {
  key: string
  count: number
  text: string
  only: 'ready' | 'near' | 'vouchers' | 'expiring' | 'owing' | 'tier' | 'lapsed' | 'referrals' | 'odd'
}

/** Those whom a ready play reminds by itself. */
const playOf: Partial<Record<Line['only'], PlayKey>> = {
  ready: 'reward_waiting',
  near: 'reward_near',
  expiring: 'points_expiring',
  tier: 'tier_almost_reached',
  lapsed: 'lapsed_member',
}

/** What waits for somebody, each with the people behind it and the play that looks after them. */
function ToDo({ data, programmeId }: { data: LoyaltyOverview; programmeId: string }) {
  const i18n = useI18n()
  const { t, number } = i18n
  // Who decides about them sees Oversight, too.
  const maySee = roleMay(useSession().role, 'people:read')
  const odd = useQuery({ ...findingsQuery(programmeId, 'open'), enabled: maySee }).data?.findings.length ?? 0
  const lines = linesOf(data, odd, i18n).filter(({ only }) => maySee || only !== 'referrals')
  return (
    <Card title={t('loyalty.todo.title')} subtitle={t('loyalty.todo.subtitle')}>
      {lines.length === 0 ? (
        <p className={classes.quiet}>{t('loyalty.todo.none')}</p>
      ) : (
        <ul className={classes.lines}>
          {lines.map(({ key, count, text, only }) => (
            <li key={key}>
              <b>{number(count)}</b>
              <span>{text}</span>
              <span className={classes.ways}>
                {only === 'referrals' || only === 'odd' ? (
                  <Link to="/loyalty/oversight">{t('loyalty.todo.look')}</Link>
                ) : (
                  <Link to="/loyalty/members" search={{ only }}>
                    {t('loyalty.todo.who')}
                  </Link>
                )}
                {playOf[only] && (
                  <Link to="/journeys/plays" hash={`play-${playOf[only]}`}>
                    {t('loyalty.todo.play')}
                  </Link>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
      <p className={classes.quiet}>{t('loyalty.todo.plays')}</p>
      <p className={classes.ways}>
        {playGroups.reward.map((key) => (
          <Link key={key} to="/journeys/plays" hash={`play-${key}`}>
            {t(`plays.${key}.name`)}
          </Link>
        ))}
      </p>
    </Card>
  )
}

function linesOf(
  { next, stamps, vouchers, expiring, waiting, outstanding, referralsWaiting }: LoyaltyOverview,
  odd: number,
  { t, number }: I18n,
): Line[] {
  const lines: (Line | false | null)[] = [
    stamps.ready > 0 && {
      key: 'cards',
      count: stamps.ready,
      text: t('loyalty.todo.cards', { cards: stamps.ready }),
      only: 'ready',
    },
    next &&
      next.ready > 0 && {
        key: 'ready',
        count: next.ready,
        text: t('loyalty.todo.ready', { members: next.ready, reward: next.name }),
        only: 'ready',
      },
    next &&
      next.near > 0 && {
        key: 'near',
        count: next.near,
        text: t('loyalty.todo.near', { members: next.near, reward: next.name }),
        only: 'near',
      },
    vouchers.unclaimed > 0 && {
      key: 'vouchers',
      count: vouchers.unclaimed,
      text: t('loyalty.todo.vouchers', { vouchers: vouchers.unclaimed, used: number(vouchers.used30) }),
      only: 'vouchers',
    },
    expiring.members > 0 && {
      key: 'expiring',
      count: expiring.members,
      text: t('loyalty.todo.expiring', { members: expiring.members, points: number(expiring.points) }),
      only: 'expiring',
    },
    waiting.tier > 0 && {
      key: 'tier',
      count: waiting.tier,
      text: t('loyalty.todo.tier', { members: waiting.tier }),
      only: 'tier',
    },
    waiting.lapsed > 0 && {
      key: 'lapsed',
      count: waiting.lapsed,
      text: t('loyalty.todo.lapsed', { members: waiting.lapsed }),
      only: 'lapsed',
    },
    outstanding.owed > 0 && {
      key: 'owing',
      count: outstanding.owed,
      text: t('loyalty.todo.owing', { points: outstanding.owed }),
      only: 'owing',
    },
    referralsWaiting > 0 && {
      key: 'referrals',
      count: referralsWaiting,
      text: t('loyalty.todo.referrals', { referrals: referralsWaiting }),
      only: 'referrals',
    },
    odd > 0 && { key: 'odd', count: odd, text: t('loyalty.todo.odd', { findings: odd }), only: 'odd' },
  ]
  return lines.filter((line): line is Line => line !== false && line !== null)
}

/** Members against the others: said with what it does not show. */
function ReturnRate({ programmeId }: { programmeId: string }) {
  const { t, number, percent, day } = useI18n()
  const { data, error, refetch } = useQuery(returnRateQuery(programmeId))
  const share = ({ people, back }: { people: number; back: number }) =>
    people === 0 ? '–' : percent((back / people) * 100, 0)
  return (
    <Card
      title={
        <span className={classes.titled}>
          {t('loyalty.return.title')}
          <HelpHint hint="loyalty.help.return" about={t('loyalty.return.title')} />
        </span>
      }
      subtitle={data && t('loyalty.return.subtitle', { since: day(data.since) })}
    >
      {data ? (
        <>
          <FigureRow>
            {(['members', 'others'] as const).map((who) => (
              <Figure
                key={who}
                label={t(`loyalty.return.${who}`)}
                help="loyalty.help.return"
                value={share(data[who])}
                of={t('loyalty.return.of', { back: number(data[who].back), people: number(data[who].people) })}
              />
            ))}
          </FigureRow>
          <p className={classes.note}>{t('loyalty.return.warning')}</p>
        </>
      ) : error ? (
        <Problem error={error} onRetry={() => void refetch()} />
      ) : (
        <Loading lines={3} />
      )}
    </Card>
  )
}
