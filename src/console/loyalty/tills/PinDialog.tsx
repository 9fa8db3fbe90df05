import { Button, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { SetTillPin, TillStaff } from '#contract/loyalty-cards'
import { api } from '../../api/client.ts'
import { Dialog, FieldPair, Form, FormProblem, SubmitActions, toast } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { CountField, MoneyField } from '../rule-fields.tsx'
import { tillsQuery } from './tills-query.ts'

const usual = { maxStamps: 5, maxAmountMinor: null, maxPerHour: 120 }

/** The PIN of somebody who serves, and what they may give at most. */
export function PinDialog({ person, currency, onClose }: { person: TillStaff; currency: string; onClose: () => void }) {
  const { t } = useI18n()
  const client = useQueryClient()
  const [pin, setPin] = useState('')
  const [limits, setLimits] = useState(person.limits ?? usual)
  const path = `/loyalty/tills/pins/${person.personId}`
  const done = async (words: string) => {
    toast.good(words)
    onClose()
    await client.invalidateQueries({ queryKey: tillsQuery.queryKey })
  }
  const save = useMutation({
    mutationFn: () => api.put<void>(path, { ...limits, ...(pin === '' ? {} : { pin }) } satisfies SetTillPin),
    onSuccess: () => done(t('till.settings.pin_saved')),
  })
  const take = useMutation({
    mutationFn: () => api.delete<void>(path),
    onSuccess: () => done(t('till.settings.pin_taken')),
  })
  return (
    <Dialog title={t('till.settings.pin_for', { name: person.name })} onClose={onClose}>
      <Form onSubmit={() => save.mutate()}>
        <TextInput
          label={t('till.sign_in.pin')}
          description={t(person.limits ? 'till.settings.pin_keep' : 'till.settings.pin_help')}
          inputMode="numeric"
          autoComplete="off"
          pattern="\d{4,8}"
          maxLength={8}
          required={person.limits === null}
          withAsterisk={false}
          data-autofocus
          dir="ltr"
          value={pin}
          onChange={(event) => setPin(event.currentTarget.value)}
        />
        <FieldPair>
          <CountField
            label={t('till.settings.max_stamps')}
            value={limits.maxStamps}
            min={1}
            onChange={(maxStamps) => setLimits({ ...limits, maxStamps: maxStamps ?? 1 })}
          />
          <CountField
            label={t('till.settings.max_hour')}
            value={limits.maxPerHour}
            min={1}
            onChange={(maxPerHour) => setLimits({ ...limits, maxPerHour: maxPerHour ?? 1 })}
          />
        </FieldPair>
        <MoneyField
          label={t('till.settings.max_amount')}
          value={limits.maxAmountMinor ?? undefined}
          currency={currency}
          onChange={(maxAmountMinor) => setLimits({ ...limits, maxAmountMinor: maxAmountMinor || null })}
        />
        <FormProblem error={save.error ?? take.error} />
        {person.limits && (
          <Button variant="default" onClick={() => take.mutate()} loading={take.isPending}>
            {t('till.settings.take_pin')}
          </Button>
        )}
        <SubmitActions onClose={onClose} label={t('till.settings.save')} loading={save.isPending} />
      </Form>
    </Dialog>
  )
}
