import { Stepper } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'

const steps = ['file', 'columns', 'try', 'run'] as const
export type Step = (typeof steps)[number]

/** Where in the wizard we are. */
export function Steps({ current }: { current: Step }) {
  const { t } = useI18n()
  return (
    <Stepper
      label={t('imports.steps.label')}
      steps={steps.map((step) => t(`imports.steps.${step}`))}
      current={steps.indexOf(current)}
    />
  )
}
