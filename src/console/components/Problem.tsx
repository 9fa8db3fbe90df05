import { Button } from '@mantine/core'
import { problemText } from '../i18n/problem-text.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { EmptyState } from './EmptyState.tsx'

/** Something could not be fetched: what, and a way to try again. */
export function Problem({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const i18n = useI18n()
  return (
    <div role="alert">
      <EmptyState
        title={i18n.t('console.error.title')}
        text={problemText(error, i18n)}
        action={
          onRetry && (
            <Button variant="default" onClick={onRetry}>
              {i18n.t('console.retry')}
            </Button>
          )
        }
      />
    </div>
  )
}
