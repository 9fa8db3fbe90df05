import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { JourneyNode } from '#contract/journeys'
import { FieldPair, LinkButton } from '../components/index.ts'
import { templatesQuery } from './journeys-query.ts'
import type { FieldsProps } from './StepFields.tsx'

type MessageNode = Extract<JourneyNode, { kind: 'message' }>

/** Which message, for what, and by which channel. */
export function MessageFields({ say, node, onChange }: FieldsProps<MessageNode>) {
  const { t } = say
  const templates = useQuery(templatesQuery).data?.templates ?? []
  const channels = templates.find(({ templateId }) => templateId === node.templateId)?.channels ?? []
  return (
    <>
      <FieldPair>
        <NativeSelect
          label={t('journeys.field.template')}
          value={node.templateId}
          onChange={(event) => {
            const chosen = templates.find(({ templateId }) => templateId === event.currentTarget.value)
            const { channel: _, ...rest } = node
            onChange({ ...rest, templateId: chosen?.templateId ?? '', purpose: chosen?.purpose ?? node.purpose })
          }}
          data={[
            { value: '', label: t('journeys.choose') },
            ...templates.map(({ templateId, name }) => ({ value: templateId, label: name })),
          ]}
        />
        <NativeSelect
          label={t('journeys.field.purpose')}
          value={node.purpose}
          onChange={(event) => onChange({ ...node, purpose: event.currentTarget.value as typeof node.purpose })}
          data={(['useful', 'promotional', 'transactional'] as const).map((value) => ({
            value,
            label: t(`journeys.purpose.${value}`),
          }))}
        />
      </FieldPair>
      {channels.length > 1 && (
        <NativeSelect
          label={t('journeys.field.channel')}
          description={t('journeys.help.channel')}
          value={node.channel ?? ''}
          onChange={(event) => {
            const { channel: _, ...rest } = node
            const channel = channels.find((one) => one === event.currentTarget.value)
            onChange(channel ? { ...rest, channel } : rest)
          }}
          data={[
            { value: '', label: t('journeys.any_channel') },
            ...channels.map((value) => ({ value, label: t(`messaging.channel.${value}`) })),
          ]}
        />
      )}
      <div>
        <LinkButton
          to="/messages/templates/$templateId"
          params={{ templateId: node.templateId || 'new' }}
          target="_blank"
          variant="subtle"
          size="compact-sm"
        >
          {t(node.templateId === '' ? 'journeys.new_message' : 'journeys.open_message')}
        </LinkButton>
      </div>
    </>
  )
}
