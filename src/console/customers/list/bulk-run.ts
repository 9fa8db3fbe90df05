import type { BulkEdit, StartBulkEdit } from '#contract/bulk-edits'
import { api } from '../../api/client.ts'
import { queryClient } from '../../api/query-client.ts'
import { toast } from '../../components/index.ts'
import { problemText } from '../../i18n/problem-text.ts'
import type { I18n } from '../../i18n/use-i18n.ts'
import { refreshCustomers } from '../merge/merge-queries.ts'

const pollMs = 500
// Longer work is followed on the page of jobs; its way back is offered here, too, as long as the console stays open.
const patienceMs = 60_000
const slowPollMs = 5000
const longMs = 3 * 3_600_000

/** Begins a change to many; when it is done a message says so and holds the way back. */
export async function startBulkEdit(request: StartBulkEdit, i18n: I18n): Promise<void> {
  const edit = await api.post<BulkEdit>('/bulk-edits', { ...request, requestKey: crypto.randomUUID() })
  void queryClient.invalidateQueries({ queryKey: ['jobs'] })
  void follow(edit.bulkEditId, i18n)
}

async function follow(bulkEditId: string, i18n: I18n): Promise<void> {
  const { t } = i18n
  const isOver = (edit: BulkEdit): boolean => edit.status === 'done' || edit.status === 'failed'
  let done = await until(bulkEditId, isOver)
  if (done === undefined) {
    toast.good(t('customers.bulk.under_way'))
    done = await until(bulkEditId, isOver, longMs, slowPollMs)
  }
  if (done === undefined) return
  await refreshCustomers()
  void queryClient.invalidateQueries({ queryKey: ['metrics', 'filters'] })
  if (done.status === 'failed') return toast.bad(t('console.problem.unknown'))
  if (done.changed === 0) return toast.good(t('customers.bulk.nothing'))
  toast.undo(t('customers.bulk.done', { changed: done.changed }), t('console.undo'), () => void undo(bulkEditId, i18n))
}

async function undo(bulkEditId: string, i18n: I18n): Promise<void> {
  const { t } = i18n
  try {
    await api.post<BulkEdit>(`/bulk-edits/${bulkEditId}/undo`)
    const edit = await until(bulkEditId, ({ status }) => status === 'undone')
    await refreshCustomers()
    if (edit === undefined) toast.good(t('customers.bulk.under_way'))
    else
      toast.good(
        edit.kept === 0
          ? t('customers.bulk.undone', { restored: edit.restored })
          : t('customers.bulk.undone_but', { restored: edit.restored, kept: edit.kept }),
      )
  } catch (error) {
    toast.bad(problemText(error, i18n))
  }
}

async function until(
  bulkEditId: string,
  isDone: (edit: BulkEdit) => boolean,
  patience = patienceMs,
  everyMs = pollMs,
): Promise<BulkEdit | undefined> {
  const end = Date.now() + patience
  while (Date.now() < end) {
    const edit = await api.get<BulkEdit>(`/bulk-edits/${bulkEditId}`).catch(() => undefined)
    if (edit && isDone(edit)) return edit
    await new Promise((resolve) => setTimeout(resolve, everyMs))
  }
  return undefined
}
