import { useI18n } from '../i18n/use-i18n.ts'
import classes from './Loading.module.css'

/** Pale lines where content is about to be. */
export function Loading({ lines = 4 }: { lines?: number }) {
  const { t } = useI18n()
  return (
    <div className={classes.loading} role="status" aria-label={t('console.loading')}>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike and never move.
        <span key={line} className={classes.line} />
      ))}
    </div>
  )
}
