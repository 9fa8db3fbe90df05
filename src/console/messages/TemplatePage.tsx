import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { MessageVariant } from '#contract/message-blocks'
import { channelsOf, hasWords } from '#contract/message-channels'
import type { MessageTemplate } from '#contract/message-templates'
import { type MessageChannel, type MessagePurpose, messageChannels, messagePurposes } from '#contract/messaging-words'
import { roleMay } from '#contract/permissions'
import { type Locale, locales } from '#platform/i18n'
import { api } from '../api/client.ts'
import { queryClient } from '../api/query-client.ts'
import { useSession } from '../api/session.ts'
import { Card, Form, FormProblem, Loading, PageHeader, Problem, Segmented, toast } from '../components/index.ts'
import { useFormGuard } from '../components/use-leave-guard.tsx'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './messages.module.css'
import { policyQuery, templateQuery } from './messages-query.ts'
import { PutAwayTemplate } from './PutAwayTemplate.tsx'
import { templateRoute } from './routes.ts'
import { TemplatePreview } from './TemplatePreview.tsx'
import { TestSend } from './TestSend.tsx'
import { VariantFields } from './VariantFields.tsx'

/** One template in its languages and channels, with what people will see beside it. */
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
  const topics = useQuery(policyQuery).data?.topics ?? []
  const [name, setName] = useState(template?.name ?? '')
  const [purpose, setPurpose] = useState<MessagePurpose>(template?.purpose ?? 'useful')
  const [topic, setTopic] = useState(template?.topic ?? null)
  const empty = (): MessageVariant => ({
    subject: t('messaging.first_subject'),
    preheader: '',
    body: { kind: 'blocks', blocks: [{ kind: 'text', text: t('messaging.first_text') }] },
  })
  const [variants, setVariants] = useState<MessageTemplate['variants']>(template?.variants ?? { [own]: empty() })
  const [locale, setLocale] = useState<Locale>(template?.locales[0] ?? own)
  const [channel, setChannel] = useState<MessageChannel>(template?.channels[0] ?? 'email')
  const variant = variants[locale]
  const put = (next: MessageVariant) => setVariants((all) => ({ ...all, [locale]: next }))
  const { leaving, saved: noted } = useFormGuard({ name, purpose, topic, variants })
  const save = useMutation({
    mutationFn: () =>
      template
        ? api.patch<MessageTemplate>(`/message-templates/${template.templateId}`, { name, purpose, topic, variants })
        : api.post<MessageTemplate>('/message-templates', { name, purpose, topic, variants }),
    onSuccess: async (saved) => {
      noted()
      await queryClient.invalidateQueries({ queryKey: ['message-templates'] })
      toast.good(t('console.saved'))
      if (!template) await navigate({ to: '/messages/templates/$templateId', params: { templateId: saved.templateId } })
    },
  })
  return (
    <>
      <PageHeader
        title={template ? template.name : t('messaging.new_template')}
        back={<Link to="/messages/templates">{t('messaging.templates')}</Link>}
        actions={
          template &&
          mayWrite && (
            <>
              <PutAwayTemplate template={template} onGone={noted} />
              <TestSend templateId={template.templateId} locale={locale} channel={channel} />
            </>
          )
        }
      />
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
            {topics.length > 0 && (
              <NativeSelect
                label={t('messaging.topic')}
                value={topic ?? ''}
                onChange={(event) => setTopic(event.currentTarget.value || null)}
                data={[
                  { value: '', label: t('messaging.no_topic') },
                  ...topics.map((one) => ({ value: one.topic, label: one.names[own] ?? one.names.en ?? one.topic })),
                ]}
              />
            )}
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
                <Segmented
                  label={t('messaging.channel')}
                  value={channel}
                  onChange={setChannel}
                  options={messageChannels.map((value) => ({
                    value,
                    label: `${t(`messaging.channel.${value}`)}${hasWords(variant, value) ? '' : ' +'}`,
                  }))}
                />
                <VariantFields
                  locale={locale}
                  variant={variant}
                  channel={channel}
                  onChange={put}
                  onRemove={() => put(withoutWords(variant, channel))}
                  mayRemove={channelsOf({ [locale]: variant }).length > 1}
                />
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
            <FormProblem error={save.error} />
            {mayWrite && (
              <div className={classes.buttons}>
                <Button type="submit" loading={save.isPending}>
                  {t('console.save')}
                </Button>
              </div>
            )}
          </Form>
        </Card>
        {variant && hasWords(variant, channel) && (
          <TemplatePreview variants={variants} locale={locale} channel={channel} />
        )}
      </div>
      {leaving}
    </>
  )
}

function withoutWords(variant: MessageVariant, channel: MessageChannel): MessageVariant {
  const { body, sms, push, webhook, ...rest } = variant
  return {
    ...rest,
    ...(body && channel !== 'email' ? { body } : {}),
    ...(sms !== undefined && channel !== 'sms' ? { sms } : {}),
    ...(push && channel !== 'push' ? { push } : {}),
    ...(webhook !== undefined && channel !== 'webhook' ? { webhook } : {}),
  }
}
