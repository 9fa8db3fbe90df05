import { IconShieldCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { LoyaltyFinding } from '#contract/loyalty-oversight'
import { roleMay } from '#contract/permissions'
import { apiAddress } from '../../api/client.ts'
import { useSession } from '../../api/session.ts'
import { Card, CsvLink, EmptyState, Loading, Problem, Segmented } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { programmePath } from '../loyalty-query.ts'
import { BlockDialog } from './BlockDialog.tsx'
import { FindingRow } from './FindingRow.tsx'
import { oversightRoute } from './routes.ts'
import { useDecide } from './use-decide.ts'
import classes from './watch.module.css'
import { findingsQuery } from './watch-query.ts'

/** The queue: what somebody should look at, and what was decided. */
export function Findings({ programmeId }: { programmeId: string }) {
  const { t } = useI18n()
  const { role } = useSession()
  const { show = 'open' } = oversightRoute.useSearch()
  const navigate = oversightRoute.useNavigate()
  const [asked, setAsked] = useState<LoyaltyFinding>()
  const list = useQuery(findingsQuery(programmeId, show))
  const decide = useDecide(programmeId)
  const mayDecide = roleMay(role, 'people:write')
  return (
    <Card
      flush
      title={t('till.watch.findings')}
      subtitle={t('till.watch.findings_help')}
      aside={
        <div className={classes.tools}>
          <Segmented
            label={t('till.watch.findings')}
            value={show}
            options={(['open', 'decided'] as const).map((value) => ({ value, label: t(`till.watch.show.${value}`) }))}
            onChange={(value) =>
              void navigate({
                search: (now) => ({ ...now, show: value === 'open' ? undefined : value }),
                replace: true,
              })
            }
          />
          {roleMay(role, 'customers:export') && (list.data?.findings.length ?? 0) > 0 && (
            <CsvLink
              href={apiAddress(programmePath(programmeId, '/findings'), { show, format: 'csv' })}
              label={t('console.export_csv')}
            />
          )}
        </div>
      }
    >
      {list.data === undefined ? (
        list.error ? (
          <Problem error={list.error} onRetry={() => void list.refetch()} />
        ) : (
          <Loading lines={4} />
        )
      ) : list.data.findings.length === 0 ? (
        <EmptyState
          icon={<IconShieldCheck aria-hidden />}
          title={t(`till.watch.empty.${show}`)}
          text={t(`till.watch.empty.${show}_text`)}
        />
      ) : (
        <ul className={classes.findings}>
          {list.data.findings.map((finding) => (
            <FindingRow
              key={finding.finding}
              finding={finding}
              currency={list.data.currency}
              isBusy={decide.isPending}
              {...(mayDecide && {
                onDecide: (decision) =>
                  decision === 'block' ? setAsked(finding) : decide.mutate({ finding, decision }),
              })}
            />
          ))}
        </ul>
      )}
      {asked && <BlockDialog finding={asked} programmeId={programmeId} onClose={() => setAsked(undefined)} />}
    </Card>
  )
}
