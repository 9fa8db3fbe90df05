import { NativeSelect, Textarea } from '@mantine/core'
import type { MessageBlock } from '#contract/message-blocks'
import { recommendedSlots } from '#contract/messaging-words'
import { FieldPair, NumberField } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { RewardSelect } from '../loyalty/RewardSelect.tsx'
import { SurveySelect } from '../surveys/SurveySelect.tsx'
import classes from './messages.module.css'

type DataBlockFieldsProps = { block: MessageBlock; onChange: (block: MessageBlock) => void }

/** What a block that lives on data of the person needs to know. */
export function DataBlockFields({ block, onChange }: DataBlockFieldsProps) {
  const { t } = useI18n()
  const { kind } = block
  if (kind === 'heading' || kind === 'text' || kind === 'button' || kind === 'image' || kind === 'divider') return null
  return (
    <>
      {kind === 'voucher' && (
        <RewardSelect
          label={t('messaging.block_reward')}
          choose={t('messaging.choose')}
          none={t('messaging.no_rewards')}
          value={block.rewardId}
          onChange={(rewardId) => onChange({ ...block, rewardId })}
        />
      )}
      {kind === 'survey' && (
        <SurveySelect
          label={t('messaging.block.survey')}
          choose={t('messaging.choose')}
          none={t('messaging.no_surveys')}
          value={block.surveyId}
          onChange={(surveyId) => onChange({ ...block, surveyId })}
        />
      )}
      {'limit' in block && (
        <FieldPair>
          {kind === 'products' && (
            <NativeSelect
              label={t('messaging.block_show')}
              value={block.show}
              onChange={(event) => {
                const show = recommendedSlots.find((one) => one === event.currentTarget.value)
                if (show) onChange({ ...block, show })
              }}
              data={recommendedSlots.map((value) => ({ value, label: t(`messaging.show.${value}`) }))}
            />
          )}
          <NumberField
            label={t('messaging.block_limit')}
            value={block.limit}
            min={1}
            max={most[kind as keyof typeof most]}
            whole
            onChange={(limit) => limit !== null && onChange({ ...block, limit } as MessageBlock)}
          />
        </FieldPair>
      )}
      {'otherwise' in block && (
        <Textarea
          autosize
          dir="auto"
          minRows={1}
          label={t('messaging.block_otherwise')}
          value={block.otherwise}
          onChange={(event) => onChange({ ...block, otherwise: event.currentTarget.value })}
        />
      )}
      <p className={classes.soft}>{t(`messaging.block_help.${kind}`)}</p>
    </>
  )
}

const most = { products: 6, cart: 12, entries: 20 }
