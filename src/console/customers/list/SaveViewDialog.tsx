import '@mantine/core/styles/Checkbox.layer.css'
import { Checkbox, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { CreateView, CustomerView } from '#contract/customer-edits'
import { api } from '../../api/client.ts'
import { queryClient } from '../../api/query-client.ts'
import { Dialog, Form, FormProblem, SubmitActions } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import type { CustomersSearch } from '../customers-search.ts'
import { searchOfView, viewOfSearch, viewsQuery } from './views-query.ts'

/** Gives what is on screen a name. */
export function SaveViewDialog({ search, onClose }: { search: CustomersSearch; onClose: () => void }) {
  const { t } = useI18n()
  const navigate = useNavigate()
  const [name, setName] = useState('')
  const [shared, setShared] = useState(false)
  const [isDefault, setDefault] = useState(false)
  const save = useMutation({
    mutationFn: () =>
      api.post<CustomerView>('/views', { name, shared, isDefault, ...viewOfSearch(search) } satisfies CreateView),
    onSuccess: async (view) => {
      await queryClient.invalidateQueries({ queryKey: viewsQuery.queryKey })
      onClose()
      await navigate({ to: '/customers', search: searchOfView(view), replace: true })
    },
  })
  return (
    <Dialog title={t('customers.views.save')} onClose={onClose}>
      <Form
        onSubmit={() => {
          if (name.trim() !== '') save.mutate()
        }}
      >
        <TextInput
          data-autofocus
          label={t('customers.views.name')}
          placeholder={t('customers.views.example')}
          maxLength={60}
          value={name}
          autoComplete="off"
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Checkbox
          label={t('customers.views.share_hint')}
          checked={shared}
          onChange={(event) => setShared(event.currentTarget.checked)}
        />
        <Checkbox
          label={t('customers.views.default_hint')}
          checked={isDefault}
          onChange={(event) => setDefault(event.currentTarget.checked)}
        />
        <FormProblem error={save.error} />
        <SubmitActions
          onClose={onClose}
          label={t('console.save')}
          loading={save.isPending}
          disabled={name.trim() === ''}
        />
      </Form>
    </Dialog>
  )
}
