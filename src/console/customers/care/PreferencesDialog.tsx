import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import type { Preferences } from '#contract/care'
import { channels, frequencies } from '#contract/care-words'
import { api } from '../../api/client.ts'
import { Dialog, FieldPair, Form, SubmitActions, TimeField } from '../../components/index.ts'
import { languages } from '../../i18n/languages.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from './care.module.css'
import { useCareChange } from './use-care-change.ts'

type PreferencesDialogProps = { customerId: string; preferences: Preferences; onClose: () => void }

export function PreferencesDialog({ customerId, preferences, onClose }: PreferencesDialogProps) {
  const { t } = useI18n()
  const change = useCareChange(customerId)
  const [channel, setChannel] = useState<string>(preferences.channel ?? '')
  const [locale, setLocale] = useState<string>(preferences.locale ?? '')
  const [frequency, setFrequency] = useState<string>(preferences.frequency ?? '')
  const [from, setFrom] = useState(preferences.quietHours?.from ?? '')
  const [until, setUntil] = useState(preferences.quietHours?.until ?? '')
  const isHalf = (from === '') !== (until === '')
  const unsaid = { value: '', label: t('care.preferences.unsaid') }
  const save = () => {
    if (isHalf) return
    const next = {
      channel: orNull(channel),
      locale: orNull(locale),
      frequency: orNull(frequency),
      quietHours: from === '' ? null : { from, until },
    } as Omit<Preferences, 'interests'>
    onClose()
    void change({
      show: (care) => ({ ...care, preferences: { ...care.preferences, ...next } }),
      send: () => api.patch(`/customers/${customerId}/preferences`, next),
    })
  }
  return (
    <Dialog title={t('care.preferences.edit')} onClose={onClose}>
      <Form onSubmit={() => save()}>
        <NativeSelect
          label={t('care.preferences.channel')}
          data-autofocus
          value={channel}
          onChange={(event) => setChannel(event.currentTarget.value)}
          data={[unsaid, ...channels.map((value) => ({ value, label: t(`care.channel.${value}`) }))]}
        />
        <NativeSelect
          label={t('care.preferences.language')}
          value={locale}
          onChange={(event) => setLocale(event.currentTarget.value)}
          data={[unsaid, ...languages.map((one) => ({ value: one.locale as string, label: one.name }))]}
        />
        <FieldPair>
          <TimeField label={t('care.preferences.quiet_from')} value={from} onChange={setFrom} />
          <TimeField label={t('care.preferences.quiet_until')} value={until} onChange={setUntil} />
        </FieldPair>
        {isHalf && <p className={classes.problem}>{t('care.preferences.quiet_half')}</p>}
        <NativeSelect
          label={t('care.preferences.frequency')}
          value={frequency}
          onChange={(event) => setFrequency(event.currentTarget.value)}
          data={[unsaid, ...frequencies.map((value) => ({ value, label: t(`care.frequency.${value}`) }))]}
        />
        <SubmitActions onClose={onClose} label={t('console.save')} disabled={isHalf} />
      </Form>
    </Dialog>
  )
}

const orNull = (text: string): string | null => (text === '' ? null : text)
