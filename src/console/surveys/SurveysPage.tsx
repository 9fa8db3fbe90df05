import { IconMessageQuestion } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { roleMay } from '#contract/permissions'
import type { Survey } from '#contract/surveys'
import { useSession } from '../api/session.ts'
import { Badge, Card, EmptyState, type EntityColumn, EntityTable, PageHeader, TableCsv } from '../components/index.ts'
import { type I18n, useI18n } from '../i18n/use-i18n.ts'
import { Starters } from './Starters.tsx'
import { figureText, rangeText, statusTones } from './say-survey.ts'
import classes from './surveys.module.css'
import { surveysQuery } from './surveys-query.ts'

/** What people are asked, how many answer, and what it comes to. */
export function SurveysPage() {
  const i18n = useI18n()
  const { t } = i18n
  const mayWrite = roleMay(useSession().role, 'surveys:write')
  const list = useQuery(surveysQuery)
  const surveys = list.data?.surveys ?? []
  const columns = useMemo(() => columnsOf(i18n), [i18n])
  return (
    <>
      <PageHeader
        title={t('surveys.title')}
        subtitle={t('surveys.subtitle')}
        actions={<TableCsv wide title={t('surveys.title')} columns={columns} rows={surveys} />}
      />
      <div className={classes.stack}>
        <Card flush>
          <EntityTable
            caption={t('surveys.title')}
            columns={columns}
            rows={surveys}
            rowKey={(one) => one.surveyId}
            loading={list.isPending}
            error={list.error}
            onRetry={() => void list.refetch()}
            empty={
              <EmptyState
                icon={<IconMessageQuestion aria-hidden />}
                title={t('surveys.none')}
                text={t('surveys.none_text')}
              />
            }
          />
        </Card>
        {mayWrite && <Starters taken={surveys.map(({ name }) => name)} />}
      </div>
    </>
  )
}

function columnsOf(i18n: I18n): EntityColumn<Survey>[] {
  const { t, number, percent } = i18n
  return [
    {
      key: 'name',
      label: t('surveys.column.name'),
      width: 'minmax(200px, 2fr)',
      phone: 'title',
      render: ({ surveyId, name }) => (
        <Link to="/surveys/$surveyId" params={{ surveyId }}>
          <bdi>{name}</bdi>
        </Link>
      ),
      csv: ({ name }) => name,
    },
    {
      key: 'kind',
      label: t('surveys.column.kind'),
      width: 'minmax(120px, 1fr)',
      render: ({ kind }) => t(`surveys.kind.${kind}`),
    },
    {
      key: 'status',
      label: t('surveys.column.status'),
      width: '110px',
      render: ({ status }) => <Badge tone={statusTones[status]}>{t(`surveys.status.${status}`)}</Badge>,
      csv: ({ status }) => t(`surveys.status.${status}`),
    },
    {
      key: 'answers',
      label: t('surveys.column.answers'),
      width: '100px',
      numeric: true,
      render: ({ figure }) => number(figure.answers),
      csv: ({ figure }) => figure.answers,
    },
    {
      key: 'rate',
      label: t('surveys.column.rate'),
      width: 'minmax(110px, 1fr)',
      numeric: true,
      render: ({ rate }) => (rate === null ? '–' : percent(rate * 100, 0)),
      csv: ({ rate }) => rate,
    },
    {
      key: 'score',
      label: t('surveys.column.score'),
      width: 'minmax(170px, 1.2fr)',
      numeric: true,
      render: ({ kind, figure }) =>
        figure.value === null ? (
          '–'
        ) : (
          <span>
            <b>{figureText(i18n, kind, figure.value)}</b>{' '}
            <span className={classes.quiet}>{rangeText(i18n, kind, figure)}</span>
          </span>
        ),
      csv: ({ figure }) => figure.value,
    },
  ]
}
