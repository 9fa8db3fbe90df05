import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Card } from './Card.tsx'
import { Loading } from './Loading.tsx'
import { PageHeader } from './PageHeader.tsx'
import { Problem } from './Problem.tsx'

type PageOfProps<T> = {
  query: UseQueryResult<T>
  /** what the page is about while the thing itself has no name yet */
  title: string
  back?: ReactNode
  children: (data: T) => ReactNode
}

/** A page about one thing: that thing, or its place while it is loading, or why it did not come. */
export function PageOf<T>({ query, title, back, children }: PageOfProps<T>) {
  const { data, error, refetch } = query
  if (data !== undefined) return children(data)
  return (
    <>
      <PageHeader title={title} {...(back !== undefined && { back })} />
      {error ? (
        <Problem error={error} onRetry={() => void refetch()} />
      ) : (
        <Card>
          <Loading lines={8} />
        </Card>
      )}
    </>
  )
}
