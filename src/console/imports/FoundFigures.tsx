import type { ImportProgress, ImportRow } from '#contract/imports'
import { Figure, FigureRow } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'

type Money = { revenueMinor: number; currency: string | null; firstDay: string | null; lastDay: string | null }
type FoundFiguresProps = { kind: ImportRow['kind']; progress: ImportProgress; money?: Money }

/** What is in the file, or what came of it: every figure with what it is of. */
export function FoundFigures({ kind, progress, money: found }: FoundFiguresProps) {
  const { t, number, money, day } = useI18n()
  const period =
    found?.firstDay && found.lastDay
      ? t('report.period_range', { from: day(found.firstDay), to: day(found.lastDay) })
      : undefined
  const duplicates =
    progress.duplicates > 0 ? t('imports.found.duplicates', { count: number(progress.duplicates) }) : undefined
  return (
    <FigureRow>
      {kind === 'orders' && (
        <Figure
          label={t('imports.found.orders')}
          help="imports.help.orders"
          value={number(progress.orders)}
          of={period ?? duplicates}
        />
      )}
      {kind === 'events' && (
        <Figure
          label={t('imports.found.entries')}
          help="imports.help.entries"
          value={number(progress.eventsWritten)}
          of={duplicates}
        />
      )}
      <Figure
        label={t('imports.found.customers')}
        help="imports.help.customers"
        value={number(progress.customers)}
        of={period !== undefined ? duplicates : undefined}
      />
      {found?.currency && (
        <Figure
          label={t('imports.found.revenue')}
          help="imports.help.revenue"
          value={money(found.revenueMinor, found.currency, 'whole')}
          of={`${t('imports.found.refunds')}: ${number(progress.refunds)}`}
        />
      )}
      {!found && kind === 'orders' && (
        <Figure label={t('imports.found.refunds')} help="imports.help.refunds" value={number(progress.refunds)} />
      )}
      <Figure
        label={t('imports.found.rows_used')}
        help="imports.help.rows"
        value={number(progress.rowsUsed)}
        of={[
          t('imports.found.of_rows', { rows: number(progress.rows) }),
          ...(progress.refundRows > 0 ? [t('imports.found.refund_rows', { rows: number(progress.refundRows) })] : []),
        ].join(' · ')}
      />
    </FigureRow>
  )
}
