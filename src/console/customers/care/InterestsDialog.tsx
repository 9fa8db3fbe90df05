import { Textarea } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { InterestWords } from '#contract/care'
import { api } from '../../api/client.ts'
import { queryClient } from '../../api/query-client.ts'
import { Dialog, Form, SubmitActions } from '../../components/index.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { interestsQuery } from './care-query.ts'

/** The words for interests that the shop offers, one a line. What customers have stays theirs. */
export function InterestsDialog({ words, onClose }: { words: InterestWords['words']; onClose: () => void }) {
  const i18n = useI18n()
  const { t } = i18n
  const [text, setText] = useState(
    words
      .filter(({ isOffered }) => isOffered)
      .map(({ word }) => word)
      .join('\n'),
  )
  const save = useMutation({
    mutationFn: () => api.put<InterestWords>('/interests', { words: linesOf(text) }),
    onSuccess: (after) => {
      queryClient.setQueryData(interestsQuery.queryKey, after)
      onClose()
    },
  })
  return (
    <Dialog title={t('care.interests.offered')} onClose={onClose}>
      <Form onSubmit={() => save.mutate()}>
        <Textarea
          label={t('care.interests.one_a_line')}
          data-autofocus
          autosize
          minRows={6}
          maxRows={16}
          dir="auto"
          value={text}
          error={save.isError && problemText(save.error, i18n)}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <SubmitActions onClose={onClose} label={t('console.save')} loading={save.isPending} />
      </Form>
    </Dialog>
  )
}

function linesOf(text: string): string[] {
  const lines = text.split('\n').map((line) => line.trim())
  return [...new Set(lines.filter((line) => line !== ''))]
}
