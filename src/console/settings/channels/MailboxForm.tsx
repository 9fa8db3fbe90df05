import '@mantine/core/styles/PasswordInput.layer.css'
import '@mantine/core/styles/Switch.layer.css'
import { Button, PasswordInput, Switch, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { ChannelList, ChannelTest, SaveMailbox } from '#contract/message-channel-settings'
import { api } from '../../api/client.ts'
import { queryClient } from '../../api/query-client.ts'
import { FieldPair, Form, FormProblem, toast } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from '../settings.module.css'
import { channelsQuery, keepChannels } from './channels-query.ts'

type Mailbox = ChannelList['email']['mailbox']

/** The mailbox that bounce mails and answers come to. */
export function MailboxForm({ mailbox, mayWrite }: { mailbox: Mailbox; mayWrite: boolean }) {
  const { t, day } = useI18n()
  const [host, setHost] = useState(mailbox?.host ?? '')
  const [port, setPort] = useState(String(mailbox?.port ?? 993))
  const [user, setUser] = useState(mailbox?.user ?? '')
  const [password, setPassword] = useState('')
  const [folder, setFolder] = useState(mailbox?.folder ?? 'INBOX')
  const [moveTo, setMoveTo] = useState(mailbox?.moveTo ?? '')
  const [takesReplies, setTakesReplies] = useState(mailbox?.takesReplies ?? false)
  const [tagsReplies, setTagsReplies] = useState(mailbox?.tagsReplies ?? false)
  const save = useMutation({
    mutationFn: (wanted: SaveMailbox['mailbox']) =>
      api.put<ChannelList>('/message-channels/email/mailbox', { mailbox: wanted }),
    onSuccess: (list) => {
      keepChannels(list)
      setPassword('')
      toast.good(t('console.saved'))
    },
  })
  const look = useMutation({
    mutationFn: () => api.post<ChannelTest>('/message-channels/mailbox/test', {}),
    onSettled: () => queryClient.invalidateQueries({ queryKey: channelsQuery.queryKey }),
  })
  const place = { host, port: Number(port) || 993, user, folder, moveTo }
  const wanted = { ...place, takesReplies, tagsReplies, ...(password ? { password } : {}) }
  return (
    <Form onSubmit={() => save.mutate(wanted)}>
      <p className={classes.note}>{t('channels.mailbox_text')}</p>
      {mailbox?.trouble ? (
        <p className={classes.note}>{t('channels.trouble', { code: mailbox.trouble })}</p>
      ) : (
        mailbox && (
          <p className={classes.note}>
            {mailbox.heardAt ? t('channels.heard', { day: day(mailbox.heardAt, 'time') }) : t('channels.not_heard')}
          </p>
        )
      )}
      <FieldPair>
        <Field label={t('channels.mailbox_host')} value={host} onChange={setHost} isRequired mayWrite={mayWrite} />
        <Field
          label={t('channels.mailbox_port')}
          description={t('channels.mailbox_port_help')}
          value={port}
          onChange={(text) => setPort(text.replace(/\D/g, '').slice(0, 5))}
          mayWrite={mayWrite}
        />
      </FieldPair>
      <FieldPair>
        <Field label={t('channels.mailbox_user')} value={user} onChange={setUser} isRequired mayWrite={mayWrite} />
        <PasswordInput
          disabled={!mayWrite}
          autoComplete="off"
          required={!mailbox}
          withAsterisk={false}
          label={t('channels.mailbox_password')}
          placeholder={mailbox ? '••••••••' : ''}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
      </FieldPair>
      <FieldPair>
        <Field
          label={t('channels.mailbox_folder')}
          value={folder}
          onChange={setFolder}
          isRequired
          mayWrite={mayWrite}
        />
        <Field
          label={t('channels.mailbox_move')}
          description={t('channels.mailbox_move_help')}
          value={moveTo}
          onChange={setMoveTo}
          mayWrite={mayWrite}
        />
      </FieldPair>
      <Switch
        disabled={!mayWrite}
        label={t('channels.mailbox_replies')}
        description={t('channels.mailbox_replies_help')}
        checked={takesReplies}
        onChange={(event) => setTakesReplies(event.currentTarget.checked)}
      />
      {takesReplies && (
        <Switch
          disabled={!mayWrite}
          label={t('channels.mailbox_tags')}
          description={t('channels.mailbox_tags_help')}
          checked={tagsReplies}
          onChange={(event) => setTagsReplies(event.currentTarget.checked)}
        />
      )}
      <FormProblem error={save.error ?? look.error} />
      {mayWrite && (
        <div className={classes.actions}>
          <Button type="submit" loading={save.isPending}>
            {t(mailbox ? 'console.save' : 'channels.switch_on')}
          </Button>
          {mailbox && (
            <>
              <Button variant="default" loading={look.isPending} onClick={() => look.mutate()}>
                {t('channels.mailbox_look')}
              </Button>
              <Button variant="default" onClick={() => save.mutate(null)}>
                {t('channels.switch_off')}
              </Button>
            </>
          )}
        </div>
      )}
      {look.data && (
        <p role="status">
          {look.data.isAccepted
            ? t('channels.mailbox_looked', { count: Number(look.data.answer) })
            : t('channels.test_refused', { answer: look.data.answer })}
        </p>
      )}
    </Form>
  )
}

/** So that fields side by side stand on one line. */

type FieldProps = {
  label: string
  description?: string
  value: string
  onChange: (text: string) => void
  isRequired?: boolean
  mayWrite: boolean
}

function Field({ label, description, value, onChange, isRequired = false, mayWrite }: FieldProps) {
  return (
    <TextInput
      dir="ltr"
      disabled={!mayWrite}
      required={isRequired}
      withAsterisk={false}
      label={label}
      {...(description ? { description } : {})}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}
