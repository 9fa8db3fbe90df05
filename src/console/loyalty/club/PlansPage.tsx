import { Button } from '@mantine/core'
import { IconCreditCard, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { LoyaltyProgramme } from '#contract/loyalty'
import type { LoyaltyPlan } from '#contract/loyalty-club'
import { roleMay } from '#contract/permissions'
import { useSession } from '../../api/session.ts'
import { Badge, Card, EmptyState, type EntityColumn, EntityTable, useDocumentTitle } from '../../components/index.ts'
import { type I18n, useI18n } from '../../i18n/use-i18n.ts'
import { LoyaltyFrame } from '../LoyaltyFrame.tsx'
import classes from '../loyalty.module.css'
import { ClubCsv } from './ClubCsv.tsx'
import { plansQuery } from './club-query.ts'
import { PlanDialog } from './PlanDialog.tsx'
import { StripeCard } from './StripeCard.tsx'

type Asked = { planId: string | undefined }

/** Memberships that are paid for: what they give, who has them, what came in, and who collects it. */
export function PlansPage() {
  const { t } = useI18n()
  const { role } = useSession()
  const [asked, setAsked] = useState<Asked>()
  useDocumentTitle(t('loyalty.view.plans'))
  return (
    <LoyaltyFrame
      actions={({ mayWrite }) =>
        mayWrite && (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAsked({ planId: undefined })}>
            {t('club.plan.new')}
          </Button>
        )
      }
    >
      {({ programme, mayWrite }) => (
        <>
          <Plans programme={programme} onOpen={mayWrite ? (planId) => setAsked({ planId }) : undefined} />
          {roleMay(role, 'people:read') && <StripeCard />}
          {asked && (
            <PlanDialog
              programme={programme}
              plan={programme.rules.plans.find(({ id }) => id === asked.planId)}
              onClose={() => setAsked(undefined)}
            />
          )}
        </>
      )}
    </LoyaltyFrame>
  )
}

function Plans({ programme, onOpen }: { programme: LoyaltyProgramme; onOpen: ((planId: string) => void) | undefined }) {
  const i18n = useI18n()
  const { t } = i18n
  const list = useQuery(plansQuery(programme.programmeId))
  const { plans = [], currency = '' } = list.data ?? {}
  const columns = useMemo(() => columnsOf(i18n, currency, onOpen), [i18n, currency, onOpen])
  return (
    <Card
      flush
      title={t('loyalty.view.plans')}
      subtitle={t('club.plan.help')}
      aside={<ClubCsv programmeId={programme.programmeId} part="plans" title={t('club.plan.members')} people />}
    >
      <EntityTable
        caption={t('loyalty.view.plans')}
        columns={columns}
        rows={plans}
        rowKey={({ planId }) => planId}
        loading={list.isPending}
        error={list.error}
        onRetry={() => void list.refetch()}
        empty={
          <EmptyState
            icon={<IconCreditCard aria-hidden />}
            title={t('club.plan.none')}
            text={t('club.plan.none_text')}
          />
        }
      />
    </Card>
  )
}

function columnsOf(
  { t, number, money }: I18n,
  currency: string,
  onOpen: ((planId: string) => void) | undefined,
): EntityColumn<LoyaltyPlan>[] {
  return [
    {
      key: 'name',
      label: t('club.plan.name'),
      width: 'minmax(200px, 2fr)',
      phone: 'title',
      render: (plan) => (
        <span className={classes.named}>
          <span>
            <bdi>{plan.name}</bdi> {plan.isClosed && <Badge tone="quiet">{t('club.plan.closed')}</Badge>}
          </span>
          <small>{benefitsText(plan, t, number)}</small>
        </span>
      ),
    },
    {
      key: 'price',
      label: t('club.plan.price'),
      render: ({ priceMinor, every }) => t(`club.plan.price_${every}`, { amount: money(priceMinor, currency) }),
    },
    {
      key: 'members',
      label: t('loyalty.view.members'),
      numeric: true,
      render: ({ members, leaving }) =>
        leaving > 0 ? t('club.plan.leaving', { members: number(members), leaving: number(leaving) }) : number(members),
    },
    {
      key: 'month',
      label: t('club.plan.month'),
      numeric: true,
      render: ({ monthMinor }) => money(monthMinor, currency),
    },
    { key: 'ever', label: t('club.plan.ever'), numeric: true, render: ({ everMinor }) => money(everMinor, currency) },
    ...(onOpen
      ? [
          {
            key: 'edit',
            label: t('loyalty.reward.edit'),
            width: '130px',
            render: ({ planId, name }: LoyaltyPlan) => (
              <span className={classes.actions}>
                <Button
                  size="xs"
                  variant="default"
                  aria-label={t('club.plan.change_one', { name })}
                  onClick={() => onOpen(planId)}
                >
                  {t('loyalty.reward.edit')}
                </Button>
              </span>
            ),
          },
        ]
      : []),
  ]
}

function benefitsText({ factor, reward, points, tier }: LoyaltyPlan, t: I18n['t'], number: I18n['number']): string {
  return [
    ...(factor === null
      ? []
      : [t('club.plan.has_factor', { factor: number(factor, Number.isInteger(factor) ? 0 : 2) })]),
    ...(reward === null ? [] : [t('club.plan.has_reward', { reward })]),
    ...(points === null ? [] : [t('club.plan.has_points', { points })]),
    ...(tier === null ? [] : [t('club.plan.has_tier', { tier })]),
  ].join(' · ')
}
