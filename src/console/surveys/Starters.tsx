import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type SurveyKind, surveyKinds } from '#contract/survey-words'
import type { CreateSurvey, Survey } from '#contract/surveys'
import { api } from '../api/client.ts'
import { queryClient } from '../api/query-client.ts'
import { Card, FormProblem } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './surveys.module.css'

/** Surveys that are good as they are: one touch writes one down, in five languages. */
export function Starters({ taken }: { taken: string[] }) {
  const { t } = useI18n()
  const navigate = useNavigate()
  const make = useMutation({
    mutationFn: (kind: SurveyKind) => {
      const body: CreateSurvey = { kind, name: freeName(t(`surveys.starter.${kind}`), taken) }
      return api.post<Survey>('/surveys', body)
    },
    onSuccess: async ({ surveyId }) => {
      await queryClient.invalidateQueries({ queryKey: ['surveys', 'list'] })
      await navigate({ to: '/surveys/$surveyId/edit', params: { surveyId } })
    },
  })
  return (
    <Card title={t('surveys.starters')} subtitle={t('surveys.starters_text')}>
      <ul className={classes.starters}>
        {surveyKinds.map((kind) => (
          <li key={kind}>
            <strong>{t(`surveys.starter.${kind}`)}</strong>
            <span className={classes.quiet}>{t(`surveys.starter_text.${kind}`)}</span>
            <Button
              variant="default"
              loading={make.isPending && make.variables === kind}
              aria-label={t('surveys.use_of', { name: t(`surveys.starter.${kind}`) })}
              onClick={() => make.mutate(kind)}
            >
              {t('surveys.use')}
            </Button>
          </li>
        ))}
      </ul>
      <FormProblem error={make.error} />
    </Card>
  )
}

function freeName(name: string, taken: string[]): string {
  const used = new Set(taken.map((one) => one.toLowerCase()))
  for (let i = 1; ; i++) {
    const free = i === 1 ? name : `${name} ${i}`
    if (!used.has(free.toLowerCase())) return free
  }
}
