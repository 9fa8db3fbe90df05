import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { roleMay } from '#contract/permissions'
import { api } from '../../api/client.ts'
import { queryClient } from '../../api/query-client.ts'
import { useSession } from '../../api/session.ts'
import { Badge, Card, Form, FormProblem, Loading, Problem, toast } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from '../loyalty.module.css'
import { stripeQuery } from './club-query.ts'

/** Whether Stripe collects fees. Without it they are taken at the till, and nothing is missing. */
export function StripeCard() {
  const { t } = useI18n()
  const mayWrite = roleMay(useSession().role, 'people:write')
  const settings = useQuery(stripeQuery)
  const [secretKey, setKey] = useState('')
  const [webhookSecret, setSecret] = useState('')
  const refresh = () => queryClient.invalidateQueries({ queryKey: ['loyalty'] })
  const save = useMutation({
    mutationFn: () =>
      api.put<void>('/loyalty/billing/stripe', {
        secretKey: secretKey.trim(),
        ...(webhookSecret.trim() && { webhookSecret: webhookSecret.trim() }),
      }),
    onSuccess: async () => {
      setKey('')
      setSecret('')
      toast.good(t('club.stripe.kept'))
      await refresh()
    },
  })
  const remove = useMutation({ mutationFn: () => api.delete<void>('/loyalty/billing/stripe'), onSuccess: refresh })
  if (settings.data === undefined)
    return (
      <Card title={t('club.stripe.title')}>
        {settings.error ? (
          <Problem error={settings.error} onRetry={() => void settings.refetch()} />
        ) : (
          <Loading lines={3} />
        )}
      </Card>
    )
  const { isOn, isTest, webhookUrl } = settings.data
  return (
    <Card
      title={t('club.stripe.title')}
      subtitle={t(isOn ? 'club.stripe.on' : 'club.stripe.off')}
      aside={
        isOn && <Badge tone={isTest ? 'look' : 'good'}>{t(isTest ? 'club.stripe.test' : 'club.stripe.live')}</Badge>
      }
    >
      {mayWrite && (
        <div className={classes.fields}>
          <Form onSubmit={() => secretKey.trim() !== '' && save.mutate()}>
            <TextInput
              label={t('club.stripe.key')}
              description={t('club.stripe.key_help')}
              type="password"
              dir="ltr"
              autoComplete="off"
              value={secretKey}
              onChange={({ currentTarget }) => setKey(currentTarget.value)}
            />
            <TextInput
              label={t('club.stripe.secret')}
              description={t('club.stripe.secret_help', { url: `\u2068${webhookUrl}\u2069` })}
              type="password"
              dir="ltr"
              autoComplete="off"
              value={webhookSecret}
              onChange={({ currentTarget }) => setSecret(currentTarget.value)}
            />
            <FormProblem error={save.error ?? remove.error} />
            <div className={classes.actions}>
              <Button type="submit" size="xs" disabled={secretKey.trim() === ''} loading={save.isPending}>
                {t(isOn ? 'club.stripe.change' : 'club.stripe.connect')}
              </Button>
              {isOn && (
                <Button size="xs" variant="default" loading={remove.isPending} onClick={() => remove.mutate()}>
                  {t('club.stripe.remove')}
                </Button>
              )}
            </div>
          </Form>
          {isOn && <p className={classes.quiet}>{t('club.stripe.remove_help')}</p>}
        </div>
      )}
    </Card>
  )
}
