import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { JourneyNode } from '#contract/journeys'
import { SurveySelect } from '../surveys/SurveySelect.tsx'
import classes from './journeys.module.css'
import { templatesQuery } from './journeys-query.ts'
import type { FieldsProps } from './StepFields.tsx'

type Action = Extract<JourneyNode, { kind: 'action' }>

/** Which survey, in its own letter or in another one that has its block. */
export function SurveyFields({ say: { t }, node, onChange }: FieldsProps<Action>) {
  const templates = useQuery(templatesQuery).data?.templates ?? []
  const { params } = node
  const set = (changed: Record<string, unknown>) => onChange({ ...node, params: { ...params, ...changed } })
  return (
    <>
      <SurveySelect
        label={t('journeys.field.survey')}
        choose={t('journeys.choose')}
        none={t('journeys.no_surveys')}
        value={String(params.surveyId ?? '')}
        onChange={(surveyId) => set({ surveyId })}
      />
      <NativeSelect
        label={t('journeys.field.survey_letter')}
        description={t('journeys.help.survey_letter')}
        value={String(params.templateId ?? '')}
        onChange={({ currentTarget: { value } }) => set({ templateId: value === '' ? null : value })}
        data={[
          { value: '', label: t('journeys.own_letter') },
          ...templates.map(({ templateId, name }) => ({ value: templateId, label: name })),
        ]}
      />
      <p className={classes.quiet}>{t('journeys.help.survey')}</p>
    </>
  )
}
