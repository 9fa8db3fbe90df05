import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { rial, toman } from '#contract/import-words'
import type { ImportRow } from '#contract/imports'
import { apiAddress } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { Card, EmptyState, LinkButton } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { FoundFigures } from './FoundFigures.tsx'
import classes from './imports.module.css'
import { LeftOutCard } from './LeftOutCard.tsx'
import { Notes } from './Notes.tsx'
import { UndoImport } from './UndoImport.tsx'

/** What came of it, where to look at it, and the way back. */
export function FinishedImport({ row }: { row: ImportRow }) {
  const { t } = useI18n()
  const { workspace } = useSession()
  const queries = useQueryClient()
  const { importId, status, kind, progress, mapping } = row
  useEffect(() => {
    // Every figure on other pages may have changed, and with the first file the shop's currency.
    if (status === 'done' || status === 'undone') {
      for (const area of ['session', 'today', 'metrics', 'customers'])
        void queries.invalidateQueries({ queryKey: [area] })
    }
  }, [status, queries])
  if (status === 'undone') {
    return (
      <Card>
        <EmptyState
          title={t('imports.undone.title')}
          text={t('imports.undone.text')}
          action={<LinkButton to="/imports">{t('imports.new')}</LinkButton>}
        />
      </Card>
    )
  }
  return (
    <div className={classes.stack}>
      <Notes notes={row.warnings} />
      <Card title={t('imports.done.title')}>
        <FoundFigures kind={kind} progress={progress} />
        <div className={classes.actions} style={{ marginBlockStart: 16 }}>
          <LinkButton to="/">{t('imports.done.today')}</LinkButton>
          <LinkButton to="/insights/$view" params={{ view: 'retention' }} variant="default">
            {t('imports.done.insights')}
          </LinkButton>
        </div>
      </Card>
      <LeftOutCard
        progress={progress}
        currency={mapping?.currency === toman ? rial : (mapping?.currency ?? workspace.currency)}
        csvHref={apiAddress(`/imports/${importId}/errors`)}
      />
      <div className={classes.actions}>
        <UndoImport row={row} label={t('imports.undo.button')} />
      </div>
    </div>
  )
}
