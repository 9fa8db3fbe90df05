import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { ImportRow } from '#contract/imports'
import type { Locale } from '#platform/i18n'
import { Badge, Card, Loading, PageHeader, Problem } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { DraftImport } from './DraftImport.tsx'
import { FinishedImport } from './FinishedImport.tsx'
import { importQuery } from './import-queries.ts'
import { isActive, isDraft, statusTone } from './import-status.ts'
import { RunningImport } from './RunningImport.tsx'
import { type Step, Steps } from './Steps.tsx'

const route = getRouteApi('/shell/imports/$importId')

/** One import, wherever it stands: being prepared, running, done or taken back. The address is enough to come back to it. */
export function ImportPage() {
  const { t, day, locale } = useI18n()
  const { importId } = route.useParams()
  const { step } = route.useSearch()
  const found = useQuery(importQuery(importId))
  const row = found.data
  const title = row?.fileName ?? t('console.nav.imports')
  return (
    <>
      <PageHeader
        title={title}
        back={<Link to="/imports">{t('imports.back')}</Link>}
        subtitle={
          row && (
            <>
              {t(`imports.kind.${row.kind}`)} · {fileSize(row.fileBytes, locale)} · {day(row.createdAt, 'time')}{' '}
              <Badge tone={statusTone(row.status)}>{t(`imports.status.${row.status}`)}</Badge>
            </>
          )
        }
      />
      {row === undefined ? (
        found.isError ? (
          <Problem error={found.error} onRetry={() => void found.refetch()} />
        ) : (
          <Card>
            <Loading lines={8} />
          </Card>
        )
      ) : (
        <>
          {row.status !== 'undone' && row.status !== 'undoing' && <Steps current={stepOf(row, step)} />}
          {bodyOf(row, step === 'try')}
        </>
      )}
    </>
  )
}

function bodyOf(row: ImportRow, isTrial: boolean): ReactNode {
  if (isDraft(row.status)) return <DraftImport row={row} isTrial={isTrial} />
  return isActive(row.status) ? <RunningImport row={row} /> : <FinishedImport row={row} />
}

function stepOf({ status }: ImportRow, step: 'try' | undefined): Step {
  if (!isDraft(status)) return 'run'
  return step === 'try' ? 'try' : 'columns'
}

function fileSize(bytes: number, locale: Locale): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte']
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3))
  const digits = power === 0 ? 0 : 1
  const options = {
    style: 'unit',
    unit: units[power],
    // The short word for bytes knows no plural.
    unitDisplay: power === 0 ? 'long' : 'short',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }
  // Persian has no short word for megabytes: the Latin one would draw the day that follows to its own side.
  return `⁨${new Intl.NumberFormat(locale, options as Intl.NumberFormatOptions).format(bytes / 1000 ** power)}⁩`
}
