import { useI18n } from '../i18n/use-i18n.ts'
import classes from './Stepper.module.css'

/** Where in a piece of work with several steps we are. `current` counts from 0. */
export function Stepper({ label, steps, current }: { label: string; steps: readonly string[]; current: number }) {
  const { number } = useI18n()
  return (
    <ol className={classes.steps} aria-label={label}>
      {steps.map((step, index) => (
        <li
          key={step}
          data-state={index < current ? 'done' : 'open'}
          {...(index === current ? { 'aria-current': 'step' as const } : {})}
        >
          <span aria-hidden>{number(index + 1)}</span>
          {step}
        </li>
      ))}
    </ol>
  )
}
