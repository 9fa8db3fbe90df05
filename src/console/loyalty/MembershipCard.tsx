import { Button } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { LoyaltyMember } from '#contract/loyalty'
import type { CustomerMemberships } from '#contract/loyalty-reports'
import { roleMay } from '#contract/permissions'
import { api } from '../api/client.ts'
import { queryClient } from '../api/query-client.ts'
import { useSession } from '../api/session.ts'
import { Badge, Card, FormProblem, Loading, Problem } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { BirthdayDialog } from './BirthdayDialog.tsx'
import { InviteDialog } from './club/InviteDialog.tsx'
import { invitableOf } from './club/invitable.ts'
import { HouseholdDialog } from './HouseholdDialog.tsx'
import { signed } from './LedgerPage.tsx'
import classes from './loyalty.module.css'
import { historyQuery, memberQuery, membershipsQuery, programmePath, programmesQuery } from './loyalty-query.ts'
import { PointsDialog } from './PointsDialog.tsx'
import { reasonOf, sayLine } from './say-line.ts'
import { TransferDialog } from './TransferDialog.tsx'

/** What somebody holds, what happened to it, and the way to become a member. Nothing where the shop has no programme. */
export function MembershipCard({ customerId }: { customerId: string }) {
  const { t } = useI18n()
  const found = useQuery(membershipsQuery(customerId))
  if (found.data && found.data.memberships.length + found.data.open.length === 0) return null
  if (!found.data)
    return (
      <Card title={t('loyalty.title')}>
        {found.error ? <Problem error={found.error} onRetry={() => void found.refetch()} /> : <Loading lines={3} />}
      </Card>
    )
  return (
    <>
      {found.data.memberships.map((one) => (
        <Membership key={one.memberId} customerId={customerId} {...one} />
      ))}
      {found.data.memberships.length === 0 &&
        found.data.open.slice(0, 1).map((one) => <Join key={one.programmeId} customerId={customerId} {...one} />)}
    </>
  )
}

function Join({ customerId, programmeId, programme }: { customerId: string } & CustomerMemberships['open'][number]) {
  const { t } = useI18n()
  const mayServe = roleMay(useSession().role, 'loyalty:serve')
  const join = useMutation({
    mutationFn: () => api.post<LoyaltyMember>(programmePath(programmeId, '/members'), { customerId }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['loyalty'] }),
  })
  return (
    <Card title={<bdi>{programme}</bdi>}>
      <div className={classes.fields}>
        <p className={classes.quiet}>{t('loyalty.panel.no_member')}</p>
        <FormProblem error={join.error} />
        {mayServe && (
          <Button variant="default" size="xs" loading={join.isPending} onClick={() => join.mutate()}>
            {t('loyalty.panel.join')}
          </Button>
        )}
      </div>
    </Card>
  )
}

function Membership({
  customerId,
  programmeId,
  programme,
  memberId,
}: { customerId: string } & CustomerMemberships['memberships'][number]) {
  const { t } = useI18n()
  const mayWrite = roleMay(useSession().role, 'loyalty:write')
  const [open, setOpen] = useState<'grant' | 'spend' | 'household' | 'transfer' | 'invite' | 'birthday'>()
  const programmes = useQuery(programmesQuery)
  const found = programmes.data?.programmes.find((one) => one.programmeId === programmeId)
  const rules = found?.rules
  const isInvitable = rules && invitableOf(rules).some(({ kind }) => kind !== 'programme')
  const member = useQuery(memberQuery(programmeId, memberId))
  return (
    <Card
      title={<bdi>{programme}</bdi>}
      aside={
        member.data?.tier && (
          <Badge tone="good">
            <bdi>{member.data.tier}</bdi>
          </Badge>
        )
      }
    >
      {member.data ? (
        <div className={classes.fields}>
          <Holdings member={member.data} />
          <Challenges challenges={member.data.challenges} />
          {mayWrite && (
            <div className={classes.actions}>
              <Button variant="default" size="xs" onClick={() => setOpen('grant')}>
                {t('loyalty.panel.grant')}
              </Button>
              <Button
                variant="default"
                size="xs"
                disabled={member.data.available <= 0}
                onClick={() => setOpen('spend')}
              >
                {t('loyalty.panel.take')}
              </Button>
              {isInvitable && (
                <Button variant="default" size="xs" onClick={() => setOpen('invite')}>
                  {t('club.invite.new')}
                </Button>
              )}
              {member.data.available > 0 && rules?.transfers !== 'off' && (
                <Button variant="default" size="xs" onClick={() => setOpen('transfer')}>
                  {t('loyalty.panel.transfer')}
                </Button>
              )}
              {rules?.birthday && (
                <Button variant="default" size="xs" onClick={() => setOpen('birthday')}>
                  {t('loyalty.panel.birthday')}
                </Button>
              )}
              {rules?.pool && member.data.pool === null && (
                <Button variant="default" size="xs" onClick={() => setOpen('household')}>
                  {t('loyalty.panel.household')}
                </Button>
              )}
            </div>
          )}
          <History programmeId={programmeId} memberId={memberId} />
        </div>
      ) : member.error ? (
        <Problem error={member.error} onRetry={() => void member.refetch()} />
      ) : (
        <Loading lines={3} />
      )}
      {open === 'birthday' && member.data && (
        <BirthdayDialog
          programmeId={programmeId}
          memberId={memberId}
          birthday={member.data.birthday}
          onClose={() => setOpen(undefined)}
        />
      )}
      {open === 'household' && (
        <HouseholdDialog programmeId={programmeId} memberId={memberId} onClose={() => setOpen(undefined)} />
      )}
      {open === 'transfer' && member.data && (
        <TransferDialog
          programmeId={programmeId}
          memberId={memberId}
          available={member.data.available}
          onClose={() => setOpen(undefined)}
        />
      )}
      {open === 'invite' && found && (
        <InviteDialog programme={found} customerId={customerId} onClose={() => setOpen(undefined)} />
      )}
      {(open === 'grant' || open === 'spend') && (
        <PointsDialog way={open} programmeId={programmeId} memberId={memberId} onClose={() => setOpen(undefined)} />
      )}
    </Card>
  )
}

/** What ends with a day ends at the first moment of the next one. */
const justBefore = (iso: string): string => new Date(Date.parse(iso) - 1).toISOString()

function Holdings({ member }: { member: LoyaltyMember }) {
  const { t, day, money } = useI18n()
  const { currency } = useSession().workspace
  const { pool, cashMinor, credits, available, pending, nextExpiry, stamps, stampsRequired } = member
  const { rewardsReady, tierUntil, plan, birthday } = member
  return (
    <div>
      {stampsRequired !== null && (
        <>
          <span className={classes.big}>{t('loyalty.stamps_of', { stamps, required: stampsRequired })}</span>
          <div className={classes.bar} aria-hidden>
            <span style={{ inlineSize: `${Math.min(100, (stamps / stampsRequired) * 100)}%` }} />
          </div>
          {rewardsReady > 0 && <Badge tone="good">{t('loyalty.ready', { rewards: rewardsReady })}</Badge>}
        </>
      )}
      {(stampsRequired === null || available !== 0 || pending !== 0) && (
        <p>
          <span className={classes.big}>{t('loyalty.points_count', { points: available })}</span>
        </p>
      )}
      {cashMinor !== 0 && (
        <p>
          <span className={classes.big}>{t('loyalty.cash', { money: money(cashMinor, currency) })}</span>
        </p>
      )}
      <p className={classes.quiet}>
        {[
          credits !== null && t('loyalty.panel.credits', { credits }),
          pending > 0 && t('loyalty.panel.pending', { points: pending }),
          nextExpiry && t('loyalty.panel.expires', { points: nextExpiry.points, day: day(nextExpiry.at) }),
          birthday && t('loyalty.panel.birthday_of', { day: day(birthday) }),
          pool && t('loyalty.panel.household_of', { name: pool }),
          tierUntil && t('loyalty.panel.tier_until', { day: day(justBefore(tierUntil)) }),
          plan &&
            t(plan.isCancelled ? 'loyalty.panel.plan_ends' : 'loyalty.panel.plan_until', {
              name: plan.name,
              day: day(plan.paidUntil),
            }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
    </div>
  )
}

function Challenges({ challenges }: Pick<LoyaltyMember, 'challenges'>) {
  const { t, number } = useI18n()
  if (challenges.length === 0) return null
  return (
    <ul className={classes.history} aria-label={t('loyalty.rules.challenges')}>
      {challenges.map(({ challengeId, name, done, count, times }) => (
        <li key={challengeId}>
          <bdi>{name}</bdi>
          {times > 0 ? (
            <Badge tone="good">{t('loyalty.challenge.badge', { times })}</Badge>
          ) : (
            <bdi>{t('loyalty.of_card', { stamps: number(done), required: number(count) })}</bdi>
          )}
        </li>
      ))}
    </ul>
  )
}

function History({ programmeId, memberId }: { programmeId: string; memberId: string }) {
  const i18n = useI18n()
  const { t, number, day, money } = i18n
  const { currency } = useSession().workspace
  const list = useInfiniteQuery(historyQuery(programmeId, memberId))
  const lines = list.data?.pages.flatMap((page) => page.lines) ?? []
  return (
    <div>
      <ol className={classes.history} aria-label={t('loyalty.panel.history')}>
        {lines.map((line) => (
          <li key={line.transactionId}>
            <span>
              {sayLine(line, i18n)}
              <small>
                {day(line.at)}
                {reasonOf(line) && (
                  <>
                    {' · '}
                    <bdi>{reasonOf(line)}</bdi>
                  </>
                )}
              </small>
            </span>
            {line.points !== 0 && (
              <b>
                <bdi>{signed(line.points, number)}</bdi>
              </b>
            )}
            {typeof line.detail.credits === 'number' && (
              <b>
                <bdi>{signed(line.detail.credits, number)}</bdi>
              </b>
            )}
            {typeof line.detail.cashMinor === 'number' && (
              <b>
                <bdi>{signed(line.detail.cashMinor, (minor) => money(minor, currency))}</bdi>
              </b>
            )}
          </li>
        ))}
      </ol>
      {list.hasNextPage && (
        <Button variant="subtle" size="xs" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('console.more')}
        </Button>
      )}
    </div>
  )
}
