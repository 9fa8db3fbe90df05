import '@mantine/core/styles/Pill.layer.css'
import '@mantine/core/styles/PillsInput.layer.css'
import '@mantine/core/styles/Combobox.layer.css'
import { Button, TagsInput, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import type { ChangeCustomer } from '#contract/customer-edits'
import type { CustomerDetail } from '#contract/customers'
import { roleMay } from '#contract/permissions'
import { api } from '../api/client.ts'
import { ApiError } from '../api/problem.ts'
import { useSession } from '../api/session.ts'
import { Dialog, Form, SubmitActions, toast } from '../components/index.ts'
import { problemText } from '../i18n/problem-text.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './EditCustomer.module.css'
import { TraitField } from './list/TraitField.tsx'
import { traitDefinitionsQuery } from './list/traits-query.ts'
import { refreshCustomers } from './merge/merge-queries.ts'

const MergeDialog = lazy(() => import('./merge/MergeDialog.tsx').then((file) => ({ default: file.MergeDialog })))

type Edited = Pick<CustomerDetail, 'customerId' | 'name' | 'email' | 'phone' | 'tags' | 'traits'>
type EditCustomerProps = {
  /** who is edited; without one a new customer is entered */
  customer?: Edited
  onClose: () => void
  onSaved?: (customer: CustomerDetail) => void
}

/** Name, addresses, tags and the traits that are defined. An address somebody else has leads to a merge. */
export function EditCustomer({ customer, onClose, onSaved }: EditCustomerProps) {
  const i18n = useI18n()
  const { t } = i18n
  const { role } = useSession()
  const definitions = useQuery(traitDefinitionsQuery).data?.definitions ?? []
  const [name, setName] = useState(customer?.name ?? '')
  const [email, setEmail] = useState(customer?.email ?? '')
  const [phone, setPhone] = useState(customer?.phone ?? '')
  const [tags, setTags] = useState(customer?.tags ?? [])
  const [traits, setTraits] = useState<Record<string, unknown>>({})
  const [merging, setMerging] = useState<string>()
  const save = useMutation({
    mutationFn: () => {
      const change = changesOf(customer, { name, email, phone, tags, traits })
      return customer
        ? api.patch<CustomerDetail>(`/customers/${customer.customerId}`, change)
        : api.post<CustomerDetail>('/customers', withoutNothing(change))
    },
    onSuccess: async (saved) => {
      await refreshCustomers()
      toast.good(t('console.saved'))
      onClose()
      onSaved?.(saved)
    },
  })
  const other = save.error instanceof ApiError ? save.error.details?.customerId : undefined
  if (merging !== undefined && customer)
    return (
      <Suspense>
        <MergeDialog pair={{ fromId: merging, intoId: customer.customerId }} onClose={onClose} />
      </Suspense>
    )
  return (
    <Dialog title={customer ? t('customers.edit.title') : t('customers.edit.new')} onClose={onClose}>
      <Form onSubmit={() => save.mutate()}>
        <TextInput
          data-autofocus
          label={t('customers.edit.name')}
          value={name}
          autoComplete="off"
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          type="email"
          label={t('customers.edit.email')}
          value={email}
          autoComplete="off"
          dir="ltr"
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <TextInput
          type="tel"
          label={t('customers.edit.phone')}
          value={phone}
          autoComplete="off"
          dir="ltr"
          onChange={(event) => setPhone(event.currentTarget.value)}
        />
        <TagsInput
          comboboxProps={{ withinPortal: false }}
          label={t('customers.tags')}
          description={t('customers.edit.tags_hint')}
          value={tags}
          onChange={setTags}
          maxTags={100}
        />
        {definitions.map((definition) => (
          <TraitField
            key={definition.trait}
            definition={definition}
            value={definition.trait in traits ? traits[definition.trait] : customer?.traits[definition.trait]}
            onChange={(value) => setTraits((now) => ({ ...now, [definition.trait]: value }))}
          />
        ))}
        {save.isError && (
          <div role="alert" className={classes.problem}>
            <p>{problemText(save.error, i18n)}</p>
            {typeof other === 'string' && customer && roleMay(role, 'customers:merge') && (
              <Button size="xs" variant="default" onClick={() => setMerging(other)}>
                {t('merges.compare')}
              </Button>
            )}
          </div>
        )}
        <SubmitActions onClose={onClose} label={t('console.save')} loading={save.isPending} />
      </Form>
    </Dialog>
  )
}

type Fields = { name: string; email: string; phone: string; tags: string[]; traits: Record<string, unknown> }

/** Only what is different is sent: what somebody else changes meanwhile stays. */
function changesOf(customer: Edited | undefined, fields: Fields): ChangeCustomer {
  const told = (before: string | null | undefined, now: string) =>
    now.trim() === (before ?? '') ? undefined : now.trim() === '' ? null : now.trim()
  const tags = JSON.stringify(fields.tags) === JSON.stringify(customer?.tags ?? []) ? undefined : fields.tags
  const change = {
    name: told(customer?.name, fields.name),
    email: told(customer?.email, fields.email),
    phone: told(customer?.phone, fields.phone),
    tags,
    traits: Object.keys(fields.traits).length === 0 ? undefined : (fields.traits as ChangeCustomer['traits']),
  }
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as ChangeCustomer
}

function withoutNothing(change: ChangeCustomer): Record<string, unknown> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== null))
}
