import { Button } from '@mantine/core'
import { IconGift, IconPencil, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { LoyaltyProgramme, LoyaltyRules } from '#contract/loyalty'
import { useSession } from '../api/session.ts'
import { Badge, Card, EmptyState, type EntityColumn, EntityTable } from '../components/index.ts'
import { type I18n, useI18n } from '../i18n/use-i18n.ts'
import { CodesDialog } from './CodesDialog.tsx'
import { LoyaltyFrame } from './LoyaltyFrame.tsx'
import classes from './loyalty.module.css'
import { rewardsQuery } from './loyalty-query.ts'
import { RewardDialog } from './RewardDialog.tsx'
import { rewardText } from './say-rules.ts'

export type Reward = LoyaltyRules['rewards'][number]
type Row = Reward & { claimed: number; left: number | null; codeUsed: number }

/** What members can have for their points. */
export function RewardsPage() {
  const { t } = useI18n()
  const [open, setOpen] = useState<Reward | 'new'>()
  const [codesOf, setCodesOf] = useState<Reward>()
  return (
    <LoyaltyFrame
      actions={({ mayWrite }) =>
        mayWrite && (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpen('new')}>
            {t('loyalty.reward.new')}
          </Button>
        )
      }
    >
      {({ programme, mayWrite }) => (
        <>
          <Rewards
            programme={programme}
            onOpen={mayWrite ? setOpen : undefined}
            onCodes={mayWrite ? setCodesOf : undefined}
          />
          {codesOf && <CodesDialog programme={programme} reward={codesOf} onClose={() => setCodesOf(undefined)} />}
          {open && (
            <RewardDialog
              programme={programme}
              reward={open === 'new' ? undefined : open}
              onClose={() => setOpen(undefined)}
            />
          )}
        </>
      )}
    </LoyaltyFrame>
  )
}

type Opens = ((reward: Reward) => void) | undefined

function Rewards({ programme, onOpen, onCodes }: { programme: LoyaltyProgramme; onOpen: Opens; onCodes: Opens }) {
  const i18n = useI18n()
  const { t } = i18n
  const { currency } = useSession().workspace
  const list = useQuery(rewardsQuery(programme.programmeId))
  const rows = useMemo(
    () =>
      programme.rules.rewards.map((reward): Row => {
        const state = list.data?.rewards.find(({ rewardId }) => rewardId === reward.id)
        return {
          ...reward,
          claimed: state?.claimed ?? 0,
          left: state ? state.left : reward.stock,
          codeUsed: state?.codeUsed ?? 0,
        }
      }),
    [programme, list.data],
  )
  const columns = useMemo(() => columnsOf(i18n, currency, onOpen, onCodes), [i18n, currency, onOpen, onCodes])
  return (
    <>
      {programme.rules.stamps && (
        <Card>
          <p>
            {t('loyalty.say.stamps', {
              required: programme.rules.stamps.required,
              reward: rewardText(programme.rules.stamps.reward),
            })}
          </p>
        </Card>
      )}
      <Card flush>
        <EntityTable
          caption={t('loyalty.view.rewards')}
          columns={columns}
          rows={rows}
          rowKey={(one) => one.id}
          loading={list.isPending}
          error={list.error}
          onRetry={() => void list.refetch()}
          empty={
            <EmptyState
              icon={<IconGift size={26} stroke={1.6} aria-hidden />}
              title={t('loyalty.no_rewards.title')}
              text={t('loyalty.no_rewards.text')}
            />
          }
        />
      </Card>
    </>
  )
}

function columnsOf(i18n: I18n, currency: string, onOpen: Opens, onCodes: Opens): EntityColumn<Row>[] {
  const { t, number } = i18n
  return [
    {
      key: 'name',
      label: t('loyalty.reward.name'),
      width: 'minmax(180px, 2fr)',
      phone: 'title',
      render: ({ id, name, text, publicCode, codeUsed }) => (
        <span className={classes.named}>
          <bdi>{name ?? id}</bdi>
          {text && <small dir="auto">{text}</small>}
          {publicCode && (
            <small>{t('loyalty.reward.code_used', { code: `\u2068${publicCode}\u2069`, count: codeUsed })}</small>
          )}
        </span>
      ),
    },
    { key: 'kind', label: t('loyalty.reward.kind'), render: (one) => worthOf(one, currency, i18n) },
    { key: 'cost', label: t('loyalty.reward.cost'), numeric: true, render: ({ cost }) => number(cost) },
    { key: 'claimed', label: t('loyalty.reward.claimed'), numeric: true, render: ({ claimed }) => number(claimed) },
    {
      key: 'left',
      label: t('loyalty.reward.left'),
      numeric: true,
      render: ({ left }) => (left === null ? t('loyalty.reward.unlimited') : number(left)),
    },
    { key: 'state', label: t('loyalty.reward.state'), render: (one) => <State reward={one} /> },
    ...(onOpen
      ? [
          {
            key: 'edit',
            label: t('loyalty.reward.edit'),
            width: '210px',
            render: (one: Row) => (
              <span className={classes.actions}>
                {one.fromList && onCodes && (
                  <Button
                    size="xs"
                    variant="default"
                    aria-label={t('loyalty.codes.title', { name: one.name ?? one.id })}
                    onClick={() => onCodes(one)}
                  >
                    {t('loyalty.codes.add')}
                  </Button>
                )}
                <Button
                  size="xs"
                  variant="default"
                  leftSection={<IconPencil size={14} aria-hidden />}
                  aria-label={t('loyalty.reward.edit_one', { name: one.name ?? one.id })}
                  onClick={() => onOpen(one)}
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

function worthOf({ kind, valueMinor, percent: share }: Row, currency: string, { t, money, percent }: I18n): string {
  const name = t(`loyalty.reward_kind.${kind}`)
  if (kind === 'percent' && share !== undefined) return `${name} · ${percent(share, 0)}`
  return valueMinor ? `${name} · ${money(valueMinor, currency)}` : name
}

function State({ reward: { from, until, left, tiers } }: { reward: Row }) {
  const { t, day } = useI18n()
  const now = Date.now()
  if (left === 0) return <Badge tone="look">{t('loyalty.reward.gone')}</Badge>
  if (from !== undefined && Date.parse(from) > now)
    return <Badge tone="quiet">{t('loyalty.reward.from_day', { day: day(from) })}</Badge>
  if (until !== undefined && Date.parse(until) <= now) return <Badge tone="quiet">{t('loyalty.reward.over')}</Badge>
  if (until !== undefined) return <Badge tone="good">{t('loyalty.reward.until_day', { day: day(until) })}</Badge>
  if (tiers && tiers.length > 0)
    return (
      <Badge tone="good">
        <bdi>{tiers.join(', ')}</bdi>
      </Badge>
    )
  return <Badge tone="good">{t('loyalty.reward.on')}</Badge>
}
