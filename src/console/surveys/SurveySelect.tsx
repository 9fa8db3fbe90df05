import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Survey } from '#contract/surveys'
import { surveysQuery } from './surveys-query.ts'

/** Surveys that can be asked, and one that is chosen already. Undefined until they are known. */
export const useSurveys = (): Survey[] | undefined => useQuery(surveysQuery).data?.surveys

type SurveySelectProps = {
  label: string
  /** what stands there while none is chosen, and where there is none */
  choose: string
  none: string
  value: string
  onChange: (surveyId: string) => void
}

export function SurveySelect({ label, choose, none, value, onChange }: SurveySelectProps) {
  const surveys = useSurveys()
  const shown = (surveys ?? []).filter(({ status, surveyId }) => status === 'open' || surveyId === value)
  return (
    <NativeSelect
      label={label}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={[
        { value: '', label: surveys && shown.length === 0 ? none : choose },
        ...shown.map((one) => ({ value: one.surveyId, label: one.name })),
      ]}
    />
  )
}
