import { setImmediate as turn } from 'node:timers/promises'
import { type ChurnData, type FoldTask, type TestedFold, testFold } from '#models/churn'
import { openThread } from '#platform/threads'
import type { FoldQuestion } from './test-fold-thread.ts'

/** Below so many cells a thread takes longer to start than to compute. */
const worthAThread = 500_000

/** Does the tasks here and, of tables with so many cells, in a thread side by side; whoever is free takes the next. */
export async function testFolds(data: ChurnData, tasks: FoldTask[], cells = worthAThread): Promise<TestedFold[]> {
  const answers: TestedFold[] = []
  let next = 0
  const lane = async (work: (task: FoldTask) => TestedFold | Promise<TestedFold>): Promise<void> => {
    while (next < tasks.length) {
      const at = next++
      answers[at] = await work(tasks[at] as FoldTask)
      // Lets in what the thread answered meanwhile.
      await turn()
    }
  }
  const here = (task: FoldTask) => testFold(data, task)
  if (data.frame.rows * data.frame.columns.length < cells) {
    await lane(here)
    return answers
  }
  const thread = openThread<FoldQuestion, TestedFold>(new URL('./test-fold-thread.ts', import.meta.url))
  let isTold = false
  const there = (task: FoldTask) => {
    const question = isTold ? { task } : { data, task }
    isTold = true
    return thread.ask(question)
  }
  try {
    await Promise.all([lane(there), lane(here)])
    return answers
  } finally {
    await thread.close()
  }
}
