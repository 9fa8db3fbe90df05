import { type ChurnData, type FoldTask, type TestedFold, testFold } from '#models/churn'

/** The data come with the first task and stay. */
export type FoldQuestion = { data?: ChurnData; task: FoldTask }

let kept: ChurnData | undefined

export default function testFoldInThread({ data, task }: FoldQuestion): TestedFold {
  kept = data ?? kept
  if (!kept) throw new Error('The first task brings the data')
  return testFold(kept, task)
}
