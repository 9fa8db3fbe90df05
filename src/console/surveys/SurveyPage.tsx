import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { roleMay } from '#contract/permissions'
import type { Survey } from '#contract/surveys'
import { api } from '../api/client.ts'
import { queryClient } from '../api/query-client.ts'
import { useSession } from '../api/session.ts'
import { Badge, Figure, FigureRow, FormProblem, LinkButton, PageHeader, PageOf } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { Answers } from './Answers.tsx'
import { AskCard } from './AskCard.tsx'
import { CloseSurvey } from './CloseSurvey.tsx'
import { RemoveDraft } from './RemoveDraft.tsx'
import { surveyRoute } from './routes.ts'
import { SurveyCharts } from './SurveyCharts.tsx'
import { fewAnswers, figureText, rangeText, statusTones, textFor } from './say-survey.ts'
import classes from './surveys.module.css'
import { surveyQuery } from './surveys-query.ts'

/** One survey: what its answers come to, and who said what. */
export function SurveyPage() {
  const { t } = useI18n()
  const { surveyId } = surveyRoute.useParams()
  const back = <Link to="/surveys">{t('surveys.title')}</Link>
  return (
    <PageOf query={useQuery(surveyQuery(surveyId))} title={t('surveys.title')} back={back}>
      {(survey) => <View survey={survey} />}
    </PageOf>
  )
}

function View({ survey }: { survey: Survey }) {
  const { t, locale } = useI18n()
  const mayWrite = roleMay(useSession().role, 'surveys:write')
  const { surveyId, name, kind, status } = survey
  const act = useMutation({
    mutationFn: (what: 'open' | 'close') => api.post<Survey>(`/surveys/${surveyId}/${what}`, {}),
    onSuccess: async (changed) => {
      queryClient.setQueryData(surveyQuery(surveyId).queryKey, changed)
      // Opened first, it has a letter among the templates.
      void queryClient.invalidateQueries({ queryKey: ['message-templates'] })
      await queryClient.invalidateQueries({ queryKey: ['surveys', 'list'] })
    },
  })
  return (
    <>
      <PageHeader
        title={name}
        back={<Link to="/surveys">{t('surveys.title')}</Link>}
        subtitle={
          <>
            <Badge tone={statusTones[status]}>{t(`surveys.status.${status}`)}</Badge> {t(`surveys.kind.${kind}`)} ·{' '}
            <bdi>{textFor(survey, locale).question}</bdi>
          </>
        }
        actions={
          <>
            <Button
              component="a"
              variant="subtle"
              href={`${survey.previewUrl}?lang=${locale}`}
              target="_blank"
              rel="noreferrer"
            >
              {t('surveys.see_page')}
            </Button>
            {mayWrite && (
              <>
                {survey.openedAt === null && <RemoveDraft survey={survey} />}
                <LinkButton variant="default" to="/surveys/$surveyId/edit" params={{ surveyId }}>
                  {t('surveys.edit')}
                </LinkButton>
                {status === 'open' ? (
                  <CloseSurvey survey={survey} close={() => act.mutate('close')} />
                ) : (
                  <Button loading={act.isPending} onClick={() => act.mutate('open')}>
                    {t(status === 'draft' ? 'surveys.open' : 'surveys.open_again')}
                  </Button>
                )}
              </>
            )}
          </>
        }
      />
      <div className={classes.stack}>
        <FormProblem error={act.error} />
        <Figures survey={survey} />
        <AskCard survey={survey} />
        {survey.figure.answers > 0 && (
          <>
            <SurveyCharts survey={survey} />
            <Answers survey={survey} />
          </>
        )}
      </div>
    </>
  )
}

function Figures({ survey }: { survey: Survey }) {
  const i18n = useI18n()
  const { t, number, percent } = i18n
  const { kind, figure, asked, answered, rate } = survey
  const isFew = figure.answers > 0 && figure.answers < fewAnswers
  return (
    <FigureRow>
      {kind !== 'poll' && (
        <Figure
          label={t(`surveys.figure.${kind}`)}
          value={figureText(i18n, kind, figure.value)}
          of={
            figure.value === null
              ? t('surveys.nobody_yet')
              : `${rangeText(i18n, kind, figure)}${isFew ? ` ${t('surveys.few')}` : ''}`
          }
          {...(isFew ? { tone: 'look' as const } : {})}
          help={`surveys.help.${kind}`}
        />
      )}
      <Figure
        label={t('surveys.figure.rate')}
        value={rate === null ? '–' : percent(rate * 100, 0)}
        of={t('surveys.figure.rate_of', { answered, asked })}
        help="surveys.help.rate"
      />
      <Figure
        label={t('surveys.figure.answers')}
        value={number(figure.answers)}
        of={t('surveys.figure.unknown_of', { unknown: figure.answers - answered })}
        help="surveys.help.answers"
      />
    </FigureRow>
  )
}
