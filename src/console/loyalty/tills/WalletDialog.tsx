import { Button, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { Dialog, Form, FormProblem, SubmitActions, toast } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { walletsQuery } from './tills-query.ts'

const fields = {
  apple: ['certificate', 'key', 'passphrase', 'authority'],
  google: ['issuerId', 'account'],
} as const
/** Names that no language translates. */
export const walletNames = { apple: 'Apple Wallet', google: 'Google Wallet' } as const
const short: string[] = ['passphrase', 'issuerId']

/** Certificates and keys of one wallet; they are never shown again. */
export function WalletDialog({
  wallet,
  isOn,
  onClose,
}: {
  wallet: 'apple' | 'google'
  isOn: boolean
  onClose: () => void
}) {
  const { t } = useI18n()
  const client = useQueryClient()
  const [given, setGiven] = useState<Record<string, string>>({})
  const done = (words: string) => {
    toast.good(words)
    onClose()
    return client.invalidateQueries({ queryKey: walletsQuery.queryKey })
  }
  const path = `/loyalty/wallets/${wallet}`
  const save = useMutation({
    mutationFn: () => api.put<void>(path, Object.fromEntries(Object.entries(given).filter(([, text]) => text !== ''))),
    onSuccess: () => done(t('till.cards.wallet_saved')),
  })
  const remove = useMutation({
    mutationFn: () => api.delete<void>(path),
    onSuccess: () => done(t('till.cards.wallet_removed')),
  })
  return (
    <Dialog title={walletNames[wallet]} onClose={onClose}>
      <p>{t(`till.cards.${wallet}_help`)}</p>
      <Form onSubmit={() => save.mutate()}>
        {fields[wallet].map((name) => {
          const shared = {
            label: t(`till.cards.field.${name}`),
            value: given[name] ?? '',
            required: name !== 'passphrase',
            withAsterisk: false,
            autoComplete: 'off',
            dir: 'ltr' as const,
          }
          const change = (value: string) => setGiven((now) => ({ ...now, [name]: value }))
          return short.includes(name) ? (
            <TextInput
              key={name}
              {...shared}
              {...(name === 'passphrase' && { type: 'password' })}
              onChange={({ currentTarget }) => change(currentTarget.value)}
            />
          ) : (
            <Textarea
              key={name}
              {...shared}
              rows={4}
              spellCheck={false}
              onChange={({ currentTarget }) => change(currentTarget.value)}
            />
          )
        })}
        <FormProblem error={save.error ?? remove.error} />
        {isOn && (
          <Button variant="default" onClick={() => remove.mutate()} loading={remove.isPending}>
            {t('till.cards.wallet_remove')}
          </Button>
        )}
        <SubmitActions onClose={onClose} label={t('till.settings.save')} loading={save.isPending} />
      </Form>
    </Dialog>
  )
}
