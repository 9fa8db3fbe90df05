import { Button } from '@mantine/core'
import { useState } from 'react'
import { copyText } from '../../components/copy-text.ts'
import { Card, LinkButton, Segmented } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from './recommendations.module.css'

const kinds = ['for_you', 'together', 'similar', 'viewed', 'bestsellers'] as const

/** Two lines for the shop's pages. */
export function WidgetCard() {
  const { t, locale } = useI18n()
  const [kind, setKind] = useState<(typeof kinds)[number]>('for_you')
  const beside = kind === 'together' || kind === 'similar'
  const code = [
    `<script async src="${location.origin}/widget.js" data-write-key="${t('recommendations.widget.your_key')}"></script>`,
    `<div data-regulars="${kind}"${beside ? ` data-product="${t('recommendations.widget.product_id')}"` : ''} data-lang="${locale}" data-limit="6"></div>`,
  ].join('\n')
  return (
    <Card
      title={t('recommendations.widget.title')}
      subtitle={t('recommendations.widget.subtitle')}
      aside={
        <LinkButton to="/settings/api-keys" variant="default" size="xs">
          {t('recommendations.widget.keys')}
        </LinkButton>
      }
    >
      <div className={classes.tools}>
        <Segmented
          label={t('recommendations.preview.kind')}
          value={kind}
          options={kinds.map((value) => ({ value, label: t(`recommendations.kind.${value}`) }))}
          onChange={setKind}
        />
        <Button size="xs" variant="default" onClick={() => void copyText(code, t('console.copied'))}>
          {t('console.copy')}
        </Button>
      </div>
      <div className={classes.snippet}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: code that scrolls must be reachable by keyboard. */}
        <pre tabIndex={0} dir="ltr">
          {code}
        </pre>
      </div>
      <p className={classes.quiet}>{t('recommendations.widget.privacy')}</p>
    </Card>
  )
}
