import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { roleMay } from '#contract/permissions'
import type { Survey, SurveyAnswer } from '#contract/surveys'
import { apiAddress } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { Badge, Card, CsvLink, EmptyState, Loading, Problem, Segmented } from '../components/index.ts'
import { MoreRows } from '../components/MoreRows.tsx'
import { useI18n } from '../i18n/use-i18n.ts'
import { answerText, textFor } from './say-survey.ts'
import classes from './surveys.module.css'
import { answersQuery, type Only } from './surveys-query.ts'

/** Who said what, the latest first. */
export function Answers({ survey }: { survey: Survey }) {
  const { t } = useI18n()
  const mayExport = roleMay(useSession().role, 'customers:export')
  const [only, setOnly] = useState<Only>('commented')
  const list = useInfiniteQuery(answersQuery(survey.surveyId, only))
  const answers = list.data?.pages.flatMap((page) => page.answers) ?? []
  const choices: Only[] = survey.unhappyAtMost === null ? ['commented', 'all'] : ['commented', 'unhappy', 'all']
  return (
    <Card
      title={t('surveys.answers')}
      aside={
        <div className={classes.tools}>
          <Segmented
            label={t('surveys.answers')}
            value={only}
            options={choices.map((value) => ({ value, label: t(`surveys.only.${value}`) }))}
            onChange={setOnly}
          />
          {mayExport && (
            <CsvLink
              href={apiAddress(`/surveys/${survey.surveyId}/answers`, { only, format: 'csv' })}
              label={t('console.csv_of', { title: t('surveys.answers') })}
            />
          )}
        </div>
      }
    >
      {list.isPending ? (
        <Loading lines={4} />
      ) : list.error ? (
        <Problem error={list.error} onRetry={() => void list.refetch()} />
      ) : answers.length === 0 ? (
        <EmptyState title={t(`surveys.none_of.${only}`)} />
      ) : (
        <>
          <ul className={classes.answers}>
            {answers.map((answer) => (
              <AnswerRow key={answer.answerId} survey={survey} answer={answer} />
            ))}
          </ul>
          {list.hasNextPage && (
            <MoreRows
              loading={list.isFetchingNextPage}
              failed={list.isFetchNextPageError}
              onMore={() => void list.fetchNextPage()}
            />
          )}
        </>
      )}
    </Card>
  )
}

function AnswerRow({ survey, answer }: { survey: Survey; answer: SurveyAnswer }) {
  const i18n = useI18n()
  const { t, day, locale } = i18n
  const { score, comment, customer, answeredAt } = answer
  const isUnhappy = survey.unhappyAtMost !== null && score <= survey.unhappyAtMost
  return (
    <li>
      <Badge tone={isUnhappy ? 'now' : 'quiet'}>
        <bdi>{answerText(i18n, survey.kind, textFor(survey, locale), score)}</bdi>
      </Badge>
      <div>
        {comment !== null && (
          <p dir="auto" lang={answer.locale} className={classes.comment}>
            {comment}
          </p>
        )}
        <p className={classes.who}>
          <span>
            {customer === null ? (
              t('surveys.somebody')
            ) : (
              <Link to="/customers/$customerId" params={{ customerId: customer.customerId }}>
                <bdi>{customer.name}</bdi>
              </Link>
            )}
          </span>
          <span>{day(answeredAt, 'time')}</span>
        </p>
      </div>
    </li>
  )
}
