import '@mantine/core/styles/Switch.layer.css'
import { Button, Switch } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type ComponentProps, type ReactNode, useState } from 'react'
import type { ChannelList } from '#contract/message-channel-settings'
import { api } from '../../api/client.ts'
import { Card, Form, FormProblem, toast } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from '../settings.module.css'
import { ChannelState } from './ChannelState.tsx'
import { keepChannels } from './channels-query.ts'
import { TestButton } from './TestButton.tsx'

type Channel = ComponentProps<typeof TestButton>['channel']
type State = ComponentProps<typeof ChannelState>['state']

type ChannelFormProps<T extends ChannelList> = {
  channel: Channel
  title: string
  /** what the channel is for */
  text: string
  state: State
  mayWrite: boolean
  /** what is sent besides the channel and whether it is on */
  body: () => object
  onSaved?: (list: T) => void
  children: ReactNode
  /** what has to be told after the fields */
  told?: ReactNode
}

/** One way of reaching people: its fields, whether it is on, and a message to try it with. */
export function ChannelForm<T extends ChannelList>(props: ChannelFormProps<T>) {
  const { channel, title, text, state, mayWrite, body, onSaved, children, told } = props
  const { t } = useI18n()
  const [isOn, setOn] = useState(state?.isOn ?? true)
  const save = useMutation({
    mutationFn: () => api.put<T>('/message-channels', { channel, isOn, ...body() }),
    onSuccess: (list) => {
      keepChannels(list)
      onSaved?.(list)
      toast.good(t('console.saved'))
    },
  })
  return (
    <Card title={title} subtitle={text} aside={<ChannelState state={state} />}>
      <Form onSubmit={() => save.mutate()}>
        {children}
        <Switch
          disabled={!mayWrite}
          label={t('channels.is_on')}
          checked={isOn}
          onChange={(event) => setOn(event.currentTarget.checked)}
        />
        {told}
        <FormProblem error={save.error} />
        {mayWrite && (
          <div>
            <Button type="submit" loading={save.isPending}>
              {t('console.save')}
            </Button>
          </div>
        )}
      </Form>
      {state && mayWrite && (
        <div className={classes.try}>
          <TestButton channel={channel} />
        </div>
      )}
    </Card>
  )
}
