import { type InfiniteData, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { AddTask, ChangeTask, Task, TaskPage } from '#contract/tasks'
import { api } from '../api/client.ts'
import { toast } from '../components/index.ts'
import { problemText } from '../i18n/problem-text.ts'
import { useI18n } from '../i18n/use-i18n.ts'

// The projector needs a moment until an event stands on the timeline.
const projectedMs = 1200

/** Adds and changes tasks: on screen first, then on the server, with a way back. */
export function useTaskChange() {
  const client = useQueryClient()
  const i18n = useI18n()
  return useMemo(() => {
    const renew = () => {
      void client.invalidateQueries({ queryKey: ['tasks'] })
      setTimeout(() => {
        void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[3] === 'timeline' })
      }, projectedMs)
    }
    const show = (ids: Set<string>, change: (task: Task) => Task) => {
      const inPage = (page: TaskPage): TaskPage => ({
        ...page,
        tasks: page.tasks.map((task) => (ids.has(task.taskId) ? change(task) : task)),
      })
      client.setQueriesData<TaskPage>({ queryKey: ['tasks', 'some'] }, (page) => page && inPage(page))
      client.setQueriesData<InfiniteData<TaskPage>>(
        { queryKey: ['tasks', 'list'] },
        (data) => data && { ...data, pages: data.pages.map(inPage) },
      )
    }
    const fail = (error: unknown) => {
      toast.bad(problemText(error, i18n))
      renew()
    }
    const undoable = (done: string, back: () => Promise<unknown>) =>
      toast.undo(done, i18n.t('console.undo'), () => {
        back().then(renew, fail)
      })
    return {
      /** Resolves to whether it was kept. */
      add: async (body: AddTask, done: string): Promise<boolean> => {
        try {
          const task = await api.post<Task>('/tasks', { ...body, taskId: crypto.randomUUID() })
          undoable(done, () => api.patch(`/tasks/${task.taskId}`, { status: 'dropped' }))
          renew()
          return true
        } catch (error) {
          fail(error)
          return false
        }
      },
      /** `back` is what undoing sends for each task; without it nothing is said. */
      change: async (tasks: Task[], change: ChangeTask, done?: string, back?: (task: Task) => ChangeTask) => {
        const ids = new Set(tasks.map(({ taskId }) => taskId))
        const { status } = change
        await client.cancelQueries({ queryKey: ['tasks'] })
        if (status) show(ids, (task) => ({ ...task, status }))
        try {
          await api.patch('/tasks', { taskIds: [...ids], change })
          if (done && back)
            undoable(done, () => Promise.all(tasks.map((task) => api.patch(`/tasks/${task.taskId}`, back(task)))))
          renew()
        } catch (error) {
          fail(error)
        }
      },
    }
  }, [client, i18n])
}
