import type { ImportRow } from '#contract/imports'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './imports.module.css'

type Kind = ImportRow['kind']
const kinds: readonly Kind[] = ['orders', 'customers', 'events']
type KindChoiceProps = { value: Kind; onChange: (kind: Kind) => void; disabled: boolean }

export function KindChoice({ value, onChange, disabled }: KindChoiceProps) {
  const { t } = useI18n()
  return (
    <fieldset className={classes.kinds} disabled={disabled}>
      <legend>{t('imports.kind.label')}</legend>
      {kinds.map((kind) => (
        <label key={kind} className={classes.kind}>
          <input type="radio" name="kind" value={kind} checked={kind === value} onChange={() => onChange(kind)} />
          <b>{t(`imports.kind.${kind}`)}</b>
          <small>{t(`imports.kind.${kind}_text`)}</small>
        </label>
      ))}
    </fieldset>
  )
}
