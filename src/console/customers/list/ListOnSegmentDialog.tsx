import { NativeSelect } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { queryClient } from '../../api/query-client.ts'
import { Dialog, EmptyState, Form, FormProblem, LinkButton, SubmitActions, toast } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { segmentsQuery } from '../../segments/segments-query.ts'

type ListOnSegmentDialogProps = { customerIds: readonly string[]; onClose: () => void; onDone: () => void }

/** Puts the customers picked on a segment's list, whatever its definition says. */
export function ListOnSegmentDialog({ customerIds, onClose, onDone }: ListOnSegmentDialogProps) {
  const { t } = useI18n()
  const segments = useQuery(segmentsQuery).data?.segments
  const [chosen, setChosen] = useState<string>()
  const segment = segments?.find(({ segmentId }) => segmentId === chosen) ?? segments?.[0]
  const put = useMutation({
    mutationFn: async () => {
      const path = `/segments/${segment?.segmentId}/list`
      await api.put(path, { add: customerIds })
      return path
    },
    onSuccess: (path) => {
      void queryClient.invalidateQueries({ queryKey: ['segments'] })
      onClose()
      onDone()
      toast.undo(
        t('segments.list_done.add', { people: customerIds.length }),
        t('console.undo'),
        () => void api.put(path, { release: customerIds }),
      )
    },
  })
  return (
    <Dialog title={t('segments.put_on_list')} onClose={onClose}>
      {segments?.length === 0 ? (
        <EmptyState
          title={t('segments.empty.title')}
          action={
            <LinkButton to="/segments/new" search={{ from: 'list' }}>
              {t('segments.new_list')}
            </LinkButton>
          }
        />
      ) : (
        <Form onSubmit={() => put.mutate()}>
          <NativeSelect
            label={t('segments.one')}
            data-autofocus
            value={segment?.segmentId ?? ''}
            onChange={(event) => setChosen(event.currentTarget.value)}
            data={(segments ?? []).map(({ segmentId, name }) => ({ value: segmentId, label: name }))}
          />
          <FormProblem error={put.error} />
          <SubmitActions
            onClose={onClose}
            label={t('segments.put_on_list')}
            loading={put.isPending}
            disabled={segment === undefined}
          />
        </Form>
      )}
    </Dialog>
  )
}
