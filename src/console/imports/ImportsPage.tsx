import { useQuery } from '@tanstack/react-query'
import { Card, Loading, PageHeader, Problem } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { ImportList } from './ImportList.tsx'
import { importsQuery } from './import-queries.ts'
import classes from './imports.module.css'
import { UploadCard } from './UploadCard.tsx'

/** Bringing in files, and what was brought in so far. */
export function ImportsPage() {
  const { t } = useI18n()
  const imports = useQuery(importsQuery)
  return (
    <>
      <PageHeader title={t('console.nav.imports')} subtitle={t('imports.subtitle')} />
      <div className={classes.stack}>
        <UploadCard />
        {imports.data ? (
          imports.data.imports.length > 0 && <ImportList imports={imports.data.imports} />
        ) : (
          <Card title={t('imports.list.title')}>
            {imports.isError ? (
              <Problem error={imports.error} onRetry={() => void imports.refetch()} />
            ) : (
              <Loading lines={4} />
            )}
          </Card>
        )}
      </div>
    </>
  )
}
