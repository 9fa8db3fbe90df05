import { NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { CardSettings } from '#contract/loyalty-cards'
import { api } from '../../api/client.ts'
import { Dialog, Form, FormProblem, SubmitActions, toast } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { programmePath } from '../loyalty-query.ts'
import { cardSettingsQuery } from './tills-query.ts'

/** A link on every card of a programme; empty takes it away. */
export function LinkDialog({
  programmeId,
  link,
  onClose,
}: {
  programmeId: string
  link: CardSettings['link']
  onClose: () => void
}) {
  const { t } = useI18n()
  const client = useQueryClient()
  const [kind, setKind] = useState(link?.kind ?? 'order')
  const [url, setUrl] = useState(link?.url ?? '')
  const save = useMutation({
    mutationFn: () =>
      api.put<void>(programmePath(programmeId, '/card-settings'), {
        link: url.trim() === '' ? null : { kind, url: url.trim() },
      } satisfies CardSettings),
    onSuccess: () => {
      toast.good(t('till.settings.changed'))
      onClose()
      return client.invalidateQueries({ queryKey: cardSettingsQuery(programmeId).queryKey })
    },
  })
  return (
    <Dialog title={t('till.cards.link')} onClose={onClose}>
      <Form onSubmit={() => save.mutate()}>
        <NativeSelect
          label={t('till.cards.link_kind')}
          value={kind}
          onChange={({ currentTarget }) => setKind(currentTarget.value === 'book' ? 'book' : 'order')}
          data={(['order', 'book'] as const).map((value) => ({ value, label: t(`till.cards.kind.${value}`) }))}
        />
        <TextInput
          label={t('till.cards.url')}
          description={t('till.cards.url_help')}
          type="url"
          dir="ltr"
          maxLength={1000}
          value={url}
          onChange={({ currentTarget }) => setUrl(currentTarget.value)}
        />
        <FormProblem error={save.error} />
        <SubmitActions onClose={onClose} label={t('till.settings.save')} loading={save.isPending} />
      </Form>
    </Dialog>
  )
}
