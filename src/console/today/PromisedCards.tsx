import { TasksDueCard } from '../tasks/TasksDueCard.tsx'
import { ComingDatesCard } from './ComingDatesCard.tsx'

/** What somebody has promised to do, and the dates that come: fetched once the headline stands. */
export default function PromisedCards() {
  return (
    <>
      <TasksDueCard />
      <ComingDatesCard />
    </>
  )
}
