import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useDeferredValue, useState } from 'react'
import type { MessageTemplate, MessageVariant } from '#contract/messaging'
import { type MessagePurpose, messagePurposes } from '#contract/messaging-words'
import { roleMay } from '#contract/permissions'
import { type Locale, locales } from '#platform/i18n'
import { api } from '../api/client.ts'
import { queryClient } from '../api/query-client.ts'
import { useSession } from '../api/session.ts'
import { Card, Form, FormProblem, Loading, PageHeader, Problem, Segmented, toast } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { BlocksField } from './BlocksField.tsx'
import { MessageFrame } from './MessageFrame.tsx'
import classes from './messages.module.css'
import { previewQuery, templateQuery } from './messages-query.ts'
import { templateRoute } from './routes.ts'

/** One template in its languages, with what people will see beside it. */
export function TemplatePage() {
  const { templateId } = templateRoute.useParams()
  if (templateId === 'new') return <Editor />
  return <Stored templateId={templateId} />
}

function Stored({ templateId }: { templateId: string }) {
  const template = useQuery(templateQuery(templateId))
  if (template.isPending) return <Loading />
  if (template.error) return <Problem error={template.error} onRetry={() => void template.refetch()} />
  return <Editor key={template.data.templateId} template={template.data} />
}

function Editor({ template }: { template?: MessageTemplate }) {
  const { t, locale: own } = useI18n()
  const navigate = useNavigate()
  const mayWrite = roleMay(useSession().role, 'messages:write')
  const [name, setName] = useState(template?.name ?? '')
  const [purpose, setPurpose] = useState<MessagePurpose>(template?.purpose ?? 'useful')
  const empty = (): MessageVariant => ({
    subject: t('messaging.first_subject'),
    preheader: '',
    body: { kind: 'blocks', blocks: [{ kind: 'text', text: t('messaging.first_text') }] },
  })
  const [variants, setVariants] = useState<MessageTemplate['variants']>(template?.variants ?? { [own]: empty() })
  const [locale, setLocale] = useState<Locale>(template?.locales[0] ?? own)
  const [isPhone, setPhone] = useState(false)
  const variant = variants[locale]
  const change = (next: Partial<MessageVariant>) =>
    setVariants((all) => ({ ...all, [locale]: { ...(all[locale] ?? empty()), ...next } }))
  const preview = useQuery(previewQuery(useDeferredValue({ variants, locale, data: {} })))
  const save = useMutation({
    mutationFn: () =>
      template
        ? api.patch<MessageTemplate>(`/message-templates/${template.templateId}`, { name, purpose, variants })
        : api.post<MessageTemplate>('/message-templates', { name, purpose, variants }),
    onSuccess: async (saved) => {
      await queryClient.invalidateQueries({ queryKey: ['message-templates'] })
      toast.good(t('console.saved'))
      if (!template) await navigate({ to: '/messages/templates/$templateId', params: { templateId: saved.templateId } })
    },
  })
  const test = useMutation({
    mutationFn: () => api.post(`/message-templates/${template?.templateId}/test`, { locale }),
    onSuccess: () => toast.good(t('messaging.test_sent')),
  })
  return (
    <>
      <PageHeader title={template ? template.name : t('messaging.new_template')} />
      <div className={classes.split}>
        <Card>
          <Form onSubmit={() => save.mutate()}>
            <TextInput
              required
              withAsterisk={false}
              label={t('messaging.name')}
              maxLength={120}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <NativeSelect
              label={t('messaging.purpose')}
              description={t(`messaging.purpose_help.${purpose}`)}
              value={purpose}
              onChange={(event) => setPurpose(event.currentTarget.value as MessagePurpose)}
              data={messagePurposes.map((value) => ({ value, label: t(`messaging.purpose.${value}`) }))}
            />
            <NativeSelect
              label={t('messaging.language')}
              value={locale}
              onChange={(event) => setLocale(event.currentTarget.value as Locale)}
              data={locales.map((value) => ({
                value,
                label: `${t(`messaging.language.${value}`)}${variants[value] ? '' : ` (${t('messaging.not_written')})`}`,
              }))}
            />
            {variant ? (
              <>
                <TextInput
                  required
                  withAsterisk={false}
                  dir="auto"
                  label={t('messaging.subject')}
                  description={t('messaging.liquid_hint')}
                  maxLength={300}
                  value={variant.subject}
                  onChange={(event) => change({ subject: event.currentTarget.value })}
                />
                {variant.body.kind === 'blocks' ? (
                  <BlocksField
                    blocks={variant.body.blocks}
                    onChange={(blocks) => change({ body: { kind: 'blocks', blocks } })}
                  />
                ) : (
                  <Textarea
                    label={t('messaging.mjml')}
                    dir="ltr"
                    autosize
                    minRows={12}
                    value={variant.body.mjml}
                    onChange={(event) => change({ body: { kind: 'mjml', mjml: event.currentTarget.value } })}
                  />
                )}
              </>
            ) : (
              <div>
                <Button
                  variant="default"
                  onClick={() => setVariants((all) => ({ ...all, [locale]: Object.values(all)[0] ?? empty() }))}
                >
                  {t('messaging.add_language')}
                </Button>
              </div>
            )}
            <FormProblem error={save.error ?? test.error} />
            {mayWrite && (
              <div className={classes.buttons}>
                <Button type="submit" loading={save.isPending}>
                  {t('console.save')}
                </Button>
                {template && (
                  <Button variant="default" loading={test.isPending} onClick={() => test.mutate()}>
                    {t('messaging.send_test')}
                  </Button>
                )}
              </div>
            )}
          </Form>
        </Card>
        <Card>
          <Segmented
            label={t('messaging.preview')}
            value={isPhone ? 'phone' : 'desktop'}
            onChange={(value: 'desktop' | 'phone') => setPhone(value === 'phone')}
            options={[
              { value: 'desktop', label: t('messaging.desktop') },
              { value: 'phone', label: t('messaging.phone') },
            ]}
          />
          {preview.error && <Problem error={preview.error} onRetry={() => void preview.refetch()} />}
          {preview.data && (
            <>
              <p>
                <bdi>{preview.data.subject}</bdi>
              </p>
              <MessageFrame html={preview.data.html} title={t('messaging.preview')} phone={isPhone} />
            </>
          )}
        </Card>
      </div>
    </>
  )
}
