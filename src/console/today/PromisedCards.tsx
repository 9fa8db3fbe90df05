import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { dueTasksQuery, TasksDueCard } from '../tasks/TasksDueCard.tsx'
import { ComingDatesCard, comingDatesQuery } from './ComingDatesCard.tsx'
import { SideLoading } from './SideLoading.tsx'
import { useWhatWorks, WhatWorksCard } from './WhatWorksCard.tsx'

/**
 * What somebody has promised to do, the dates that come, and what has helped: fetched once the headline stands. They come together with
 * what stands below them, which would jump with each of them otherwise.
 */
export default function PromisedCards({ children }: { children: ReactNode }) {
  const queries = [useQuery(dueTasksQuery), useQuery(comingDatesQuery), useWhatWorks()]
  if (queries.some(({ isLoading }) => isLoading)) return <SideLoading />
  return (
    <>
      <TasksDueCard />
      <ComingDatesCard />
      <WhatWorksCard />
      {children}
    </>
  )
}
