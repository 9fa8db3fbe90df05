import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ImportMapping, ImportPreview, ImportRow } from '#contract/imports'
import { Card } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { missingRoles } from './change-column.ts'
import classes from './imports.module.css'
import { Notes } from './Notes.tsx'
import { PreviewTable } from './PreviewTable.tsx'
import { ReadingFields } from './ReadingFields.tsx'

export type MappingProps = {
  preview: ImportPreview
  kind: ImportRow['kind']
  mapping: ImportMapping
  isBusy: boolean
  onChange: (mapping: ImportMapping) => void
}

/** The first rows with what each column was taken for, and how the file is read; all of it can be corrected. */
export function ColumnsStep(props: MappingProps & { onNext: () => void; onDiscard: () => void }) {
  const { preview, kind, mapping, isBusy, onNext, onDiscard } = props
  const { t, number } = useI18n()
  const missing = missingRoles(kind, mapping)
  const notes = preview.warnings.filter(({ reason }) => !/^no_(customer|date|amount)_column$/.test(reason))
  return (
    <>
      {(preview.sameFileAs !== null || notes.length > 0 || missing.length > 0) && (
        <div className={classes.notes}>
          {preview.sameFileAs !== null && (
            <p className={classes.note}>
              {t('imports.same_file')}{' '}
              <Link to="/imports/$importId" params={{ importId: preview.sameFileAs }}>
                {t('imports.same_file.see')}
              </Link>
            </p>
          )}
          <Notes notes={notes} />
          {missing.map((role) => (
            <p key={role} className={classes.problem} role="status">
              {t(`imports.missing.${role}`)}
            </p>
          ))}
        </div>
      )}
      <Card
        title={t('imports.columns.title')}
        subtitle={t('imports.columns.subtitle', {
          shown: number(preview.rows.length),
          rows: number(preview.estimatedRows),
        })}
      >
        <PreviewTable {...props} />
      </Card>
      <Card title={t('imports.reading.title')}>
        <ReadingFields {...props} />
      </Card>
      <div className={classes.actions}>
        <Button onClick={onNext} disabled={missing.length > 0} loading={isBusy}>
          {t('imports.columns.next')}
        </Button>
        <Button variant="subtle" color="gray" className={classes.spread ?? ''} onClick={onDiscard}>
          {t('imports.discard')}
        </Button>
      </div>
    </>
  )
}
