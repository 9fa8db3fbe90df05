import { problemText } from '../i18n/problem-text.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './FormProblem.module.css'

/** Why what was sent has been refused, read out at once; nothing while there is no error. */
export function FormProblem({ error }: { error: unknown }) {
  const i18n = useI18n()
  if (!error) return null
  return (
    <p role="alert" className={classes.problem}>
      {problemText(error, i18n)}
    </p>
  )
}
