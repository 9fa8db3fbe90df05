import { Button, Textarea, TextInput } from '@mantine/core'
import type { MessageBlock } from '#contract/message-blocks'
import type { Translate } from '#platform/i18n'
import { useI18n } from '../i18n/use-i18n.ts'
import { DataBlockFields } from './DataBlockFields.tsx'
import classes from './messages.module.css'

const made = (t: Translate): Record<MessageBlock['kind'], MessageBlock> => ({
  heading: { kind: 'heading', text: '' },
  text: { kind: 'text', text: '' },
  button: { kind: 'button', text: '', url: 'https://' },
  image: { kind: 'image', url: 'https://', alt: '' },
  divider: { kind: 'divider' },
  products: { kind: 'products', show: 'for_you', limit: 3 },
  cart: { kind: 'cart', limit: 6 },
  points: { kind: 'points', text: t('messaging.block_points_text'), otherwise: '' },
  voucher: { kind: 'voucher', rewardId: '', text: t('messaging.block_voucher_text'), otherwise: '' },
  survey: { kind: 'survey', surveyId: '', otherwise: '' },
  entries: { kind: 'entries', limit: 5 },
})
const kinds = [
  'heading',
  'text',
  'button',
  'image',
  'divider',
  'products',
  'cart',
  'points',
  'voucher',
  'survey',
  'entries',
] as const

type BlocksFieldProps = { blocks: MessageBlock[]; onChange: (blocks: MessageBlock[]) => void }

/** What a message says, block under block. */
export function BlocksField({ blocks, onChange }: BlocksFieldProps) {
  const { t } = useI18n()
  const put = (index: number, block: MessageBlock) => onChange(blocks.with(index, block))
  return (
    <>
      {blocks.map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks have no identity but their place.
        <div key={index} className={classes.block}>
          <div className={classes.row}>
            <strong>{t(`messaging.block.${block.kind}`)}</strong>
            <div className={classes.buttons}>
              {index > 0 && (
                <Button
                  size="compact-sm"
                  variant="subtle"
                  onClick={() => onChange(blocks.toSpliced(index, 1).toSpliced(index - 1, 0, block))}
                >
                  {t('messaging.move_up')}
                </Button>
              )}
              {blocks.length > 1 && (
                <Button size="compact-sm" variant="subtle" onClick={() => onChange(blocks.toSpliced(index, 1))}>
                  {t('messaging.remove')}
                </Button>
              )}
            </div>
          </div>
          {'text' in block && (
            <Textarea
              autosize
              dir="auto"
              minRows={block.kind === 'text' ? 4 : 1}
              aria-label={t('messaging.block.text')}
              value={block.text}
              onChange={(event) => put(index, { ...block, text: event.currentTarget.value })}
            />
          )}
          {'url' in block && (
            <TextInput
              dir="ltr"
              label={t('messaging.address')}
              value={block.url}
              onChange={(event) => put(index, { ...block, url: event.currentTarget.value })}
            />
          )}
          <DataBlockFields block={block} onChange={(next) => put(index, next)} />
          {block.kind === 'image' && (
            <TextInput
              dir="auto"
              label={t('messaging.alt')}
              value={block.alt}
              onChange={(event) => put(index, { ...block, alt: event.currentTarget.value })}
            />
          )}
        </div>
      ))}
      <div className={classes.buttons}>
        {kinds.map((kind) => (
          <Button key={kind} size="compact-sm" variant="default" onClick={() => onChange([...blocks, made(t)[kind]])}>
            {t('messaging.add_block', { block: t(`messaging.block.${kind}`) })}
          </Button>
        ))}
      </div>
    </>
  )
}
