import '@mantine/core/styles/Switch.layer.css'
import { Button, Switch, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { MessageTopic } from '#contract/message-policy'
import { locales } from '#platform/i18n'
import { Disclosure, FieldGroup } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './messages.module.css'

type TopicsFieldProps = { value: readonly MessageTopic[]; onChange: (topics: MessageTopic[]) => void }

/** What people may choose one by one in the preference centre. */
export function TopicsField({ value, onChange }: TopicsFieldProps) {
  const { t, locale: own } = useI18n()
  const [key, setKey] = useState('')
  const put = (index: number, topic: MessageTopic) => onChange(value.with(index, topic))
  const isNew = /^[a-z0-9_-]{1,40}$/.test(key) && !value.some((one) => one.topic === key)
  return (
    <FieldGroup legend={t('messaging.topics')}>
      <p className={classes.soft}>{t('messaging.topics_text')}</p>
      {value.map((topic, index) => (
        <Disclosure key={topic.topic} summary={topic.names[own] ?? topic.names.en ?? topic.topic}>
          <div className={classes.topic}>
            {locales.map((locale) => (
              <TextInput
                key={locale}
                dir="auto"
                maxLength={80}
                label={t(`messaging.language.${locale}`)}
                value={topic.names[locale] ?? ''}
                onChange={(event) => {
                  const { [locale]: _, ...rest } = topic.names
                  const name = event.currentTarget.value
                  put(index, { ...topic, names: name === '' ? rest : { ...rest, [locale]: name } })
                }}
              />
            ))}
            <Switch
              label={t('messaging.opt_in')}
              description={t('messaging.opt_in_text')}
              checked={topic.optIn}
              onChange={(event) => put(index, { ...topic, optIn: event.currentTarget.checked })}
            />
            <div>
              <Button size="compact-sm" variant="subtle" onClick={() => onChange(value.toSpliced(index, 1))}>
                {t('messaging.remove')}
              </Button>
            </div>
          </div>
        </Disclosure>
      ))}
      <div className={classes.tools}>
        <TextInput
          dir="ltr"
          label={t('messaging.topic_key')}
          description={t('messaging.topic_key_help')}
          maxLength={40}
          value={key}
          onChange={(event) => setKey(event.currentTarget.value.toLowerCase())}
        />
        <Button
          variant="default"
          disabled={!isNew}
          onClick={() => {
            onChange([...value, { topic: key, names: { [own]: key }, optIn: false }])
            setKey('')
          }}
        >
          {t('messaging.add_topic')}
        </Button>
      </div>
    </FieldGroup>
  )
}
