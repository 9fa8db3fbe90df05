import { keyScopes, type Scope } from '#contract/permissions'
import { Segmented } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { scopeWord } from '../people/scope-word.ts'
import classes from './keys.module.css'

/** Everything a server key may, or some of it. */
export function ScopeChoice({
  scopes,
  onChange,
}: {
  scopes: Scope[] | null
  onChange: (scopes: Scope[] | null) => void
}) {
  const { t } = useI18n()
  const chosen = new Set<Scope>(scopes ?? keyScopes)
  const toggle = (scope: Scope): void => {
    const next = chosen.has(scope) ? [...chosen].filter((one) => one !== scope) : [...chosen, scope]
    if (next.length > 0) onChange(next)
  }
  return (
    <div className={classes.scopes}>
      <div>
        <Segmented
          label={t('keys.scopes')}
          value={scopes === null ? 'all' : 'some'}
          options={[
            { value: 'all', label: t('keys.scopes_all') },
            { value: 'some', label: t('keys.scopes_some') },
          ]}
          onChange={(how) => onChange(how === 'all' ? null : ['customers:read'])}
        />
      </div>
      {scopes !== null && (
        <fieldset className={classes.list} aria-label={t('keys.scopes')}>
          {keyScopes.map((scope) => (
            <label key={scope}>
              <input type="checkbox" checked={chosen.has(scope)} onChange={() => toggle(scope)} />
              <span>{scopeWord(t, scope)}</span>
            </label>
          ))}
        </fieldset>
      )}
    </div>
  )
}
