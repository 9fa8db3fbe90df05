import { Button } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import type { CreateSurvey, Survey } from '#contract/surveys'
import { useRemove } from '../components/use-remove.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { surveysQuery } from './surveys-query.ts'

/** For a survey that was never open. */
export function RemoveDraft({ survey }: { survey: Survey }) {
  const { t } = useI18n()
  const navigate = useNavigate()
  const { surveyId, name, kind, words, guardDays, unhappyAtMost, isPublic } = survey
  const remove = useRemove({
    path: `/surveys/${surveyId}`,
    name,
    again: {
      path: '/surveys',
      body: { name, kind, words, guardDays, unhappyAtMost, isPublic } satisfies CreateSurvey,
    },
    leave: () => navigate({ to: '/surveys' }),
    list: surveysQuery.queryKey,
  })
  return (
    <Button variant="subtle" loading={remove.isPending} onClick={() => remove.mutate()}>
      {t('surveys.remove')}
    </Button>
  )
}
