import { Button } from '@mantine/core'
import { useState } from 'react'
import { copyText } from '../../components/copy-text.ts'
import { Card, Segmented } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from '../settings.module.css'
import { type SnippetKind, snippets } from './snippets.ts'

const programs: { value: SnippetKind; label: string }[] = [
  { value: 'node', label: 'Node.js' },
  { value: 'curl', label: 'curl' },
]

/** Code that works when pasted: with the key just made, or a place for it. */
export function Snippets({ writeKey }: { writeKey: string | undefined }) {
  const { t } = useI18n()
  const kinds = [{ value: 'browser' as const, label: t('settings.snippets.browser') }, ...programs]
  const [kind, setKind] = useState<SnippetKind>('browser')
  const code = snippets[kind]({ origin: location.origin, writeKey: writeKey ?? t('settings.snippets.your_key') })
  return (
    <Card title={t('settings.snippets.title')} subtitle={t('settings.snippets.subtitle')}>
      <div className={classes.snippetHead}>
        <Segmented label={t('settings.snippets.title')} value={kind} options={kinds} onChange={setKind} />
        <Button size="xs" variant="default" onClick={() => void copyText(code, t('console.copied'))}>
          {t('console.copy')}
        </Button>
      </div>
      <div className={classes.snippet}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: code that scrolls must be reachable by keyboard. */}
        <pre tabIndex={0}>{code}</pre>
      </div>
    </Card>
  )
}
