import { Button } from '@mantine/core'
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { EmptyState } from '../components/EmptyState.tsx'
import { problemText } from '../i18n/problem-text.ts'
import { useI18n } from '../i18n/use-i18n.ts'

/** The console itself could not be drawn. */
export function ErrorPage(props: ErrorComponentProps) {
  return (
    <main>
      <PageError {...props} />
    </main>
  )
}

/** One page could not be drawn; the rest of the console goes on. */
export function PageError({ error, reset }: ErrorComponentProps) {
  const i18n = useI18n()
  const router = useRouter()
  useEffect(() => console.error(error), [error])
  return (
    <EmptyState
      isPageTitle
      title={i18n.t('console.error.title')}
      text={problemText(error, i18n)}
      action={
        <Button
          onClick={() => {
            reset()
            void router.invalidate()
          }}
        >
          {i18n.t('console.retry')}
        </Button>
      }
    />
  )
}
