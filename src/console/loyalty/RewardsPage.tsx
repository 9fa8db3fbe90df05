import { Button } from '@mantine/core'
import { IconGift, IconPencil, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { LoyaltyProgramme, LoyaltyRules } from '#contract/loyalty'
import { useSession } from '../api/session.ts'
import { Badge, Card, EmptyState, type EntityColumn, EntityTable, TableCsv, type Tone } from '../components/index.ts'
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
  const hasLists = programme.rules.rewards.some(({ fromList }) => fromList)
  const columns = useMemo(
    () => columnsOf(i18n, currency, hasLists, onOpen, onCodes),
    [i18n, currency, hasLists, onOpen, onCodes],
  )
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
      <Card
        flush
        title={t('loyalty.view.rewards')}
        aside={<TableCsv title={t('loyalty.view.rewards')} columns={columns} rows={rows} />}
      >
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
              icon={<IconGift aria-hidden />}
              title={t('loyalty.no_rewards.title')}
              text={t('loyalty.no_rewards.text')}
            />
          }
        />
      </Card>
    </>
  )
}

const figureWidth = 'minmax(56px, 0.7fr)'

function columnsOf(
  i18n: I18n,
  currency: string,
  hasLists: boolean,
  onOpen: Opens,
  onCodes: Opens,
): EntityColumn<Row>[] {
  const { t, number } = i18n
  return [
    {
      key: 'name',
      label: t('loyalty.reward.name'),
      width: 'minmax(130px, 2fr)',
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
      csv: ({ id, name }) => name ?? id,
    },
    { key: 'kind', label: t('loyalty.reward.kind'), render: (one) => worthOf(one, currency, i18n) },
    {
      key: 'cost',
      width: figureWidth,
      label: t('loyalty.reward.cost'),
      numeric: true,
      render: ({ cost }) => number(cost),
      csv: ({ cost }) => cost,
    },
    {
      key: 'claimed',
      width: figureWidth,
      label: t('loyalty.reward.claimed'),
      numeric: true,
      render: ({ claimed }) => number(claimed),
      csv: ({ claimed }) => claimed,
    },
    {
      key: 'left',
      width: figureWidth,
      label: t('loyalty.reward.left'),
      numeric: true,
      render: ({ left }) => (left === null ? t('loyalty.reward.unlimited') : number(left)),
      csv: ({ left }) => left ?? t('loyalty.reward.unlimited'),
    },
    {
      key: 'state',
      label: t('loyalty.reward.state'),
      render: (one) => {
        const { tone, text } = stateOf(one, i18n)
        return (
          <Badge tone={tone}>
            <bdi>{text}</bdi>
          </Badge>
        )
      },
    },
    ...(onOpen
      ? [
          {
            key: 'edit',
            label: t('loyalty.reward.edit'),
            // Beside each other only where codes can be put on a list.
            width: hasLists ? '210px' : '118px',
            csv: false as const,
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

function stateOf(reward: Row, { t, day, list }: I18n): { tone: Tone; text: string } {
  const { from, until, left, tiers, byInvitation, segments, notSegments } = reward
  const now = Date.now()
  if (left === 0) return { tone: 'look', text: t('loyalty.reward.gone') }
  if (from !== undefined && Date.parse(from) > now)
    return { tone: 'quiet', text: t('loyalty.reward.from_day', { day: day(from) }) }
  if (until !== undefined && Date.parse(until) <= now) return { tone: 'quiet', text: t('loyalty.reward.over') }
  if (until !== undefined) return { tone: 'good', text: t('loyalty.reward.until_day', { day: day(until) }) }
  if (byInvitation) return { tone: 'good', text: t('loyalty.reward.invited') }
  if (segments || notSegments) return { tone: 'good', text: t('loyalty.reward.of_segments') }
  return { tone: 'good', text: tiers && tiers.length > 0 ? list(tiers) : t('loyalty.reward.on') }
}
