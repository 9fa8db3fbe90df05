import { useI18n } from '../i18n/use-i18n.ts'
import classes from './imports.module.css'

const steps = ['file', 'columns', 'try', 'run'] as const
export type Step = (typeof steps)[number]

/** Where in the wizard we are. */
export function Steps({ current }: { current: Step }) {
  const { t, number } = useI18n()
  const at = steps.indexOf(current)
  return (
    <ol className={classes.steps} aria-label={t('imports.steps.label')}>
      {steps.map((step, index) => (
        <li
          key={step}
          data-state={index < at ? 'done' : 'open'}
          {...(index === at ? { 'aria-current': 'step' as const } : {})}
        >
          <span aria-hidden>{number(index + 1)}</span>
          {t(`imports.steps.${step}`)}
        </li>
      ))}
    </ol>
  )
}
