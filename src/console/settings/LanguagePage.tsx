import { formatDay, formatMoney } from '#platform/i18n'
import { useSession } from '../api/session.ts'
import { Card, useDocumentTitle } from '../components/index.ts'
import { chooseLocale } from '../i18n/choose-locale.ts'
import { languages } from '../i18n/languages.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './settings.module.css'

/** The person's language, with the calendar, the digits and the money that come with it. */
export function LanguagePage() {
  const { t, locale } = useI18n()
  const { workspace } = useSession()
  const now = new Date().toISOString()
  useDocumentTitle(t('settings.views.language'))
  return (
    <div className={classes.page}>
      <Card title={t('settings.language.title')} subtitle={t('settings.language.subtitle')}>
        <div className={classes.languages} role="radiogroup" aria-label={t('settings.language.title')}>
          {languages.map((language) => (
            <label key={language.locale} className={classes.language}>
              <input
                type="radio"
                name="language"
                checked={language.locale === locale}
                onChange={() => void chooseLocale(language.locale)}
              />
              <b lang={language.locale}>{language.name}</b>
              <span className={classes.example} lang={language.locale} dir="auto">
                {formatDay(now, language.locale, 'short', workspace.timeZone)} ·{' '}
                <bdi>{formatMoney(123456, workspace.currency, language.locale)}</bdi>
              </span>
            </label>
          ))}
        </div>
      </Card>
    </div>
  )
}
