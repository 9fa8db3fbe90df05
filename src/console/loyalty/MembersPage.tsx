import { NativeSelect } from '@mantine/core'
import { IconId } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import type { LoyaltyProgramme } from '#contract/loyalty'
import type { LoyaltyMemberRow } from '#contract/loyalty-reports'
import { roleMay } from '#contract/permissions'
import { apiAddress } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import {
  Badge,
  Card,
  CsvLink,
  EmptyState,
  type EntityColumn,
  EntityTable,
  FilterBar,
  FilterChip,
  pagesOf,
} from '../components/index.ts'
import { type I18n, useI18n } from '../i18n/use-i18n.ts'
import { LoyaltyFrame } from './LoyaltyFrame.tsx'
import classes from './loyalty.module.css'
import { membersQuery, programmePath } from './loyalty-query.ts'
import { loyaltyMembersRoute, memberSorts } from './routes.ts'

/** Everybody with a card: what they hold, where they stand. */
export function MembersPage() {
  return <LoyaltyFrame>{({ programme }) => <Members programme={programme} />}</LoyaltyFrame>
}

const filters = ['ready', 'near', 'vouchers', 'expiring', 'tier', 'lapsed', 'owing'] as const

function Members({ programme }: { programme: LoyaltyProgramme }) {
  const i18n = useI18n()
  const { t } = i18n
  const { role } = useSession()
  const { search = '', tier, only, sort = 'joined' } = loyaltyMembersRoute.useSearch()
  const navigate = loyaltyMembersRoute.useNavigate()
  const { programmeId, rules } = programme
  const query = { search, tier, only, sort }
  const list = useInfiniteQuery(membersQuery(programmeId, query))
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.members) ?? [], [list.data])
  const columns = useMemo(() => columnsOf(i18n, programme), [i18n, programme])
  const change = useCallback(
    (
      next: Partial<{
        search: string | undefined
        tier: string | undefined
        only: (typeof filters)[number] | undefined
      }>,
    ) => void navigate({ search: (now) => ({ ...now, ...next }), replace: true }),
    [navigate],
  )
  const find = useCallback((text: string) => change({ search: text === '' ? undefined : text }), [change])
  const isNarrow = search !== '' || tier !== undefined || only !== undefined
  return (
    <div>
      <FilterBar
        search={{ label: t('loyalty.search'), value: search, onChange: find }}
        chips={filters.map((one) => (
          <FilterChip key={one} active={only === one} onClick={() => change({ only: only === one ? undefined : one })}>
            {t(`loyalty.only.${one}`)}
          </FilterChip>
        ))}
      >
        <div className={classes.actions}>
          {rules.tiers && (
            <NativeSelect
              aria-label={t('loyalty.tier')}
              value={tier ?? ''}
              onChange={({ currentTarget }) => change({ tier: currentTarget.value || undefined })}
              data={[{ value: '', label: t('loyalty.all_tiers') }, ...rules.tiers.levels.map(({ id }) => id)]}
            />
          )}
          <NativeSelect
            aria-label={t('loyalty.sort')}
            value={sort}
            onChange={({ currentTarget }) => {
              const chosen = memberSorts.find((one) => one === currentTarget.value)
              void navigate({ search: (now) => ({ ...now, sort: chosen }), replace: true })
            }}
            data={memberSorts.map((value) => ({ value, label: t(`loyalty.sort_by.${value}`) }))}
          />
          {roleMay(role, 'customers:export') && rows.length > 0 && (
            <CsvLink
              href={apiAddress(programmePath(programmeId, '/member-list'), { ...query, format: 'csv' })}
              label={t('console.export_csv')}
            >
              {t('console.export_csv')}
            </CsvLink>
          )}
        </div>
      </FilterBar>
      <Card flush>
        <EntityTable
          caption={t('loyalty.members')}
          columns={columns}
          rows={rows}
          rowKey={(one) => one.memberId}
          {...pagesOf(list)}
          empty={
            <EmptyState
              icon={<IconId aria-hidden />}
              title={t(isNarrow ? 'loyalty.nobody.title' : 'loyalty.no_members.title')}
              text={t(isNarrow ? 'loyalty.nobody.text' : 'loyalty.no_members.text')}
            />
          }
        />
      </Card>
    </div>
  )
}

function columnsOf({ t, number, day }: I18n, { rules }: LoyaltyProgramme): EntityColumn<LoyaltyMemberRow>[] {
  const hasPoints = rules.earn.length > 0
  return [
    {
      key: 'name',
      label: t('loyalty.member'),
      width: 'minmax(180px, 2fr)',
      phone: 'title',
      render: ({ customerId, name, reference }) => {
        const text = name ?? shortName(reference) ?? t('loyalty.nameless')
        if (customerId === null) return <bdi>{text}</bdi>
        return (
          <Link to="/customers/$customerId" params={{ customerId }}>
            <bdi>{text}</bdi>
          </Link>
        )
      },
    },
    ...(hasPoints
      ? ([
          {
            key: 'points',
            label: t('loyalty.points'),
            numeric: true,
            render: ({ available, pending }) =>
              pending === 0
                ? number(available)
                : t('loyalty.with_pending', { available: number(available), pending: number(pending) }),
          },
        ] satisfies EntityColumn<LoyaltyMemberRow>[])
      : []),
    ...(rules.stamps
      ? ([
          {
            key: 'stamps',
            label: t('loyalty.stamps'),
            numeric: true,
            render: ({ stamps, rewardsReady }) => (
              <>
                <bdi>
                  {t('loyalty.of_card', { stamps: number(stamps), required: number(rules.stamps?.required ?? 0) })}
                </bdi>{' '}
                {rewardsReady > 0 && <Badge tone="good">{t('loyalty.ready', { rewards: rewardsReady })}</Badge>}
              </>
            ),
          },
        ] satisfies EntityColumn<LoyaltyMemberRow>[])
      : []),
    ...(rules.tiers
      ? ([
          {
            key: 'tier',
            label: t('loyalty.tier'),
            width: 'minmax(150px, 1fr)',
            render: ({ tier }) =>
              tier === null ? (
                '–'
              ) : (
                <Badge>
                  <bdi>{tier}</bdi>
                </Badge>
              ),
          },
        ] satisfies EntityColumn<LoyaltyMemberRow>[])
      : []),
    { key: 'joined', label: t('loyalty.joined'), render: ({ joinedAt }) => day(joinedAt) },
    {
      key: 'active',
      label: t('loyalty.last_active'),
      render: ({ lastActiveAt }) => (lastActiveAt === null ? '–' : day(lastActiveAt)),
    },
  ]
}

/** A card's own number is for machines. */
const shortName = (reference: string | null): string | null =>
  reference === null || reference.startsWith('card:') ? null : reference
