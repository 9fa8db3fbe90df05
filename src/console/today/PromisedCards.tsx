import { TasksDueCard } from '../tasks/TasksDueCard.tsx'
import { ComingDatesCard } from './ComingDatesCard.tsx'
import { WhatWorksCard } from './WhatWorksCard.tsx'

/** What somebody has promised to do, the dates that come, and what has helped: fetched once the headline stands. */
export default function PromisedCards() {
  return (
    <>
      <TasksDueCard />
      <ComingDatesCard />
      <WhatWorksCard />
    </>
  )
}
