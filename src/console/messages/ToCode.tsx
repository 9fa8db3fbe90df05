import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { MessageVariant } from '#contract/message-blocks'
import type { MessageCode } from '#contract/message-templates'
import type { Locale } from '#platform/i18n'
import { api } from '../api/client.ts'
import { Dialog, Form, FormProblem, SubmitActions } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'

type ToCodeProps = { locale: Locale; variant: MessageVariant; onCode: (mjml: string) => void }

/** From blocks to code of one's own, after saying that there is no way back. */
export function ToCode({ locale, variant, onCode }: ToCodeProps) {
  const { t } = useI18n()
  const [isAsking, setAsking] = useState(false)
  const turn = useMutation({
    mutationFn: () => api.post<MessageCode>('/message-templates/code', { locale, variant }),
    onSuccess: ({ mjml }) => onCode(mjml),
  })
  return (
    <div>
      <Button size="compact-sm" variant="subtle" onClick={() => setAsking(true)}>
        {t('messaging.to_code')}
      </Button>
      {isAsking && (
        <Dialog title={t('messaging.to_code')} onClose={() => setAsking(false)}>
          <Form onSubmit={() => turn.mutate()}>
            <p>{t('messaging.to_code_text')}</p>
            <FormProblem error={turn.error} />
            <SubmitActions
              label={t('messaging.to_code_do')}
              loading={turn.isPending}
              onClose={() => setAsking(false)}
            />
          </Form>
        </Dialog>
      )}
    </div>
  )
}
