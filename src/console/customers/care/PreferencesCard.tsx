import { useState } from 'react'
import type { Preferences } from '#contract/care'
import { roleMay } from '#contract/permissions'
import { api } from '../../api/client.ts'
import { useSession } from '../../api/session.ts'
import { Card, Fact, Facts } from '../../components/index.ts'
import { clockText } from '../../i18n/clock-text.ts'
import { languages } from '../../i18n/languages.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { LastContact } from '../LastContact.tsx'
import { AddButton } from './AddButton.tsx'
import classes from './care.module.css'
import { InterestsField } from './InterestsField.tsx'
import { PreferencesDialog } from './PreferencesDialog.tsx'
import { useCareChange } from './use-care-change.ts'

/** How this customer likes to be reached, and what they say interests them. */
export function PreferencesCard({ customerId, preferences }: { customerId: string; preferences: Preferences }) {
  const { t, locale: language } = useI18n()
  const { role } = useSession()
  const change = useCareChange(customerId)
  const [editing, setEditing] = useState(false)
  const mayWrite = roleMay(role, 'customers:write')
  const { channel, locale, quietHours, frequency, interests } = preferences
  const facts: [string, string][] = [
    ...(channel ? [[t('care.preferences.channel'), t(`care.channel.${channel}`)] as [string, string]] : []),
    ...(locale
      ? [
          [t('care.preferences.language'), languages.find((one) => one.locale === locale)?.name ?? locale] as [
            string,
            string,
          ],
        ]
      : []),
    ...(quietHours
      ? [
          [
            t('care.preferences.quiet'),
            t('care.preferences.quiet_of', {
              from: clockText(quietHours.from, language),
              until: clockText(quietHours.until, language),
            }),
          ] as [string, string],
        ]
      : []),
    ...(frequency ? [[t('care.preferences.frequency'), t(`care.frequency.${frequency}`)] as [string, string]] : []),
  ]
  const setInterests = (next: string[]) =>
    void change({
      show: (care) => ({ ...care, preferences: { ...care.preferences, interests: next } }),
      send: () => api.patch(`/customers/${customerId}/preferences`, { interests: next }),
    })
  return (
    <Card
      title={t('care.preferences.title')}
      aside={
        mayWrite && (
          <AddButton isChange={facts.length > 0} label={t('care.preferences.edit')} onClick={() => setEditing(true)}>
            {t(facts.length === 0 ? 'care.add' : 'care.change')}
          </AddButton>
        )
      }
    >
      {roleMay(role, 'messages:read') && (
        <Facts>
          <Fact name={t('customers.column.last_contact')}>
            <LastContact customerId={customerId} withName />
          </Fact>
        </Facts>
      )}
      {facts.length === 0 ? (
        <p className={classes.empty}>
          {t('care.preferences.empty')} <span className={classes.example}>{t('care.preferences.example')}</span>
        </p>
      ) : (
        <Facts>
          {facts.map(([name, value]) => (
            <Fact key={name} name={name}>
              <bdi>{value}</bdi>
            </Fact>
          ))}
        </Facts>
      )}
      <InterestsField interests={interests} {...(mayWrite && { onChange: setInterests })} />
      {editing && (
        <PreferencesDialog customerId={customerId} preferences={preferences} onClose={() => setEditing(false)} />
      )}
    </Card>
  )
}
