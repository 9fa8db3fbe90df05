import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { MessageChannel } from '#contract/messaging-words'
import { api } from '../api/client.ts'
import { Dialog, Form, FormProblem, SubmitActions, toast } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'

type TestSendProps = { templateId: string; locale: string; channel: MessageChannel }

/** The saved template to oneself: by e-mail at once, as a text message to a number. */
export function TestSend({ templateId, locale, channel }: TestSendProps) {
  const { t } = useI18n()
  const [isAsking, setAsking] = useState(false)
  const [phone, setPhone] = useState('')
  const test = useMutation({
    mutationFn: () =>
      api.post(`/message-templates/${templateId}/test`, {
        locale,
        channel,
        ...(channel === 'sms' ? { phone: phone.replace(/[\s-]/g, '') } : {}),
      }),
    onSuccess: () => {
      setAsking(false)
      toast.good(t('messaging.test_sent'))
    },
  })
  if (channel !== 'email' && channel !== 'sms') return null
  return (
    <>
      <Button
        variant="default"
        loading={test.isPending}
        onClick={() => (channel === 'sms' ? setAsking(true) : test.mutate())}
      >
        {t('messaging.send_test')}
      </Button>
      {channel === 'email' && <FormProblem error={test.error} />}
      {isAsking && (
        <Dialog title={t('messaging.send_test')} onClose={() => setAsking(false)}>
          <Form onSubmit={() => test.mutate()}>
            <TextInput
              required
              withAsterisk={false}
              type="tel"
              dir="ltr"
              label={t('messaging.phone_number')}
              description={t('messaging.phone_help')}
              value={phone}
              onChange={(event) => setPhone(event.currentTarget.value)}
            />
            <FormProblem error={test.error} />
            <SubmitActions label={t('messaging.send_test')} loading={test.isPending} onClose={() => setAsking(false)} />
          </Form>
        </Dialog>
      )}
    </>
  )
}
