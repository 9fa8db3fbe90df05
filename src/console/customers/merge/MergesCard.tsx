import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { MergeRecord } from '#contract/merges'
import { roleMay } from '#contract/permissions'
import { useSession } from '../../api/session.ts'
import { Card } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from './merge.module.css'
import { mergesQuery, undoMerge } from './merge-queries.ts'

/** Who was merged into this person by hand, and the way back. Nothing when nobody was. */
export function MergesCard({ customerId }: { customerId: string }) {
  const { t } = useI18n()
  const list = useQuery(mergesQuery(customerId))
  const merges = list.data?.merges.filter((merge) => merge.status !== 'failed') ?? []
  if (merges.length === 0) return null
  return (
    <Card title={t('merges.card')}>
      <ul className={classes.merges}>
        {merges.map((merge) => (
          <Line key={merge.mergeId} merge={merge} />
        ))}
      </ul>
    </Card>
  )
}

function Line({ merge }: { merge: MergeRecord }) {
  const i18n = useI18n()
  const { t, day } = i18n
  const { role } = useSession()
  const undo = useMutation({ mutationFn: () => undoMerge(merge.mergeId, i18n) })
  const { undo: can, from, into, status } = merge
  const names = { from: from.name ?? '', into: into.name ?? '' }
  return (
    <li>
      <p>
        {t(status === 'separated' ? 'merges.was_separated' : 'merges.was_merged', names)}
        <small>{day(merge.separatedAt ?? merge.mergedAt ?? merge.createdAt, 'time')}</small>
        {status === 'merged' && !can.possible && can.reason && <small>{t(`merges.stuck.${can.reason}`)}</small>}
      </p>
      {can.possible && roleMay(role, 'customers:merge') && (
        <Button size="xs" variant="default" loading={undo.isPending} onClick={() => undo.mutate()}>
          {t('merges.separate')}
        </Button>
      )}
    </li>
  )
}
