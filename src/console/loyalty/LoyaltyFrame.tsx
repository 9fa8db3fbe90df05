import { NativeSelect } from '@mantine/core'
import { IconGift } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { LoyaltyProgramme } from '#contract/loyalty'
import { roleMay } from '#contract/permissions'
import { useSession } from '../api/session.ts'
import { Card, EmptyState, Loading, PageHeader, Problem, ViewTab, ViewTabs } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './loyalty.module.css'
import { programmesQuery } from './loyalty-query.ts'
import { shopKinds } from './presets.ts'

type Shown = { programme: LoyaltyProgramme; mayWrite: boolean; mayServe: boolean }

const views = [
  { to: '/loyalty', name: 'home' },
  { to: '/loyalty/members', name: 'members' },
  { to: '/loyalty/rewards', name: 'rewards' },
  { to: '/loyalty/causes', name: 'causes' },
  { to: '/loyalty/leaderboard', name: 'leaderboard' },
  { to: '/loyalty/invitations', name: 'invitations' },
  { to: '/loyalty/plans', name: 'plans' },
  { to: '/loyalty/rules', name: 'rules' },
  { to: '/loyalty/ledger', name: 'ledger' },
  { to: '/loyalty/liability', name: 'liability' },
  { to: '/loyalty/tills', name: 'tills', scope: 'people:read' },
  { to: '/loyalty/oversight', name: 'oversight', scope: 'people:read' },
] as const

/** The head of every page of loyalty: which programme, and its views. Without a programme the way to the first one. */
export function LoyaltyFrame({
  actions,
  children,
}: {
  actions?: (shown: Shown) => ReactNode
  children: (shown: Shown) => ReactNode
}) {
  const { t } = useI18n()
  const { role } = useSession()
  const navigate = useNavigate()
  const { programme: wanted } = useSearch({ strict: false }) as { programme?: string | undefined }
  const list = useQuery(programmesQuery)
  const all = list.data?.programmes.filter(({ status }) => status === 'active') ?? []
  const programme = all.find(({ programmeId }) => programmeId === wanted) ?? all[0]
  const shown = programme && {
    programme,
    mayWrite: roleMay(role, 'loyalty:write'),
    mayServe: roleMay(role, 'loyalty:serve'),
  }
  const search = { programme: programme && programme !== all[0] ? programme.programmeId : undefined }
  return (
    <>
      <PageHeader
        title={t('loyalty.title')}
        subtitle={programme ? <bdi>{programme.name}</bdi> : t('loyalty.subtitle')}
        actions={
          shown && (
            <>
              {all.length > 1 && (
                <NativeSelect
                  aria-label={t('loyalty.programme')}
                  value={shown.programme.programmeId}
                  onChange={({ currentTarget }) =>
                    void navigate({ to: '.', search: { programme: currentTarget.value } })
                  }
                  data={all.map(({ programmeId, name }) => ({ value: programmeId, label: name }))}
                />
              )}
              {actions?.(shown)}
            </>
          )
        }
      />
      {shown && (
        <ViewTabs label={t('loyalty.views')}>
          {views
            .filter((view) => !('scope' in view) || roleMay(role, view.scope))
            .map(({ to, name }) => (
              <ViewTab key={to} to={to} search={search} activeOptions={{ exact: true, includeSearch: false }}>
                {t(`loyalty.view.${name}`)}
              </ViewTab>
            ))}
        </ViewTabs>
      )}
      {shown ? (
        <div className={classes.page} key={shown.programme.programmeId}>
          {children(shown)}
        </div>
      ) : (
        <Card>
          {list.data ? (
            <NoProgramme mayWrite={roleMay(role, 'loyalty:write')} />
          ) : list.error ? (
            <Problem error={list.error} onRetry={() => void list.refetch()} />
          ) : (
            <Loading lines={6} />
          )}
        </Card>
      )}
    </>
  )
}

function NoProgramme({ mayWrite }: { mayWrite: boolean }) {
  const { t } = useI18n()
  return (
    <EmptyState
      icon={<IconGift aria-hidden />}
      title={t('loyalty.none.title')}
      text={t(mayWrite ? 'loyalty.none.text' : 'loyalty.none.ask')}
      action={
        mayWrite && (
          <ul className={classes.kinds} aria-label={t('loyalty.wizard.kind')}>
            {shopKinds.map((kind) => (
              <li key={kind}>
                <Link to="/loyalty/new" search={{ for: kind }}>
                  {t(`loyalty.kind.${kind}`)}
                </Link>
              </li>
            ))}
          </ul>
        )
      }
    />
  )
}
