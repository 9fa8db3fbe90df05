import { Button, Textarea, TextInput } from '@mantine/core'
import { fewestOptions, mostOptions, type SurveyKind } from '#contract/survey-words'
import type { SurveyText } from '#contract/surveys'
import type { Locale } from '#platform/i18n'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './surveys.module.css'

type TextFieldsProps = {
  kind: SurveyKind
  locale: Locale
  text: SurveyText
  onChange: (text: SurveyText) => void
  /** one more or less, in every language */
  onOptions: (change: (options: string[]) => string[]) => void
  /** not of the last language there is */
  onRemove?: () => void
}

/** What a survey says in one language. */
export function TextFields({ kind, locale, text, onChange, onOptions, onRemove }: TextFieldsProps) {
  const { t } = useI18n()
  const set = (change: Partial<SurveyText>) => onChange({ ...text, ...change })
  const { question, followUp, thanks, options } = text
  const put = (at: number, option: string) => set({ options: options.with(at, option) })
  return (
    <div className={classes.fields} lang={locale}>
      <Textarea
        autosize
        minRows={2}
        dir="auto"
        label={t('surveys.field.question')}
        maxLength={300}
        value={question}
        onChange={(event) => set({ question: event.currentTarget.value })}
      />
      {kind === 'poll' && (
        <fieldset className={classes.options}>
          <legend>{t('surveys.field.options')}</legend>
          {options.map((option, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: options have no identity but their place.
            <div key={at} className={classes.option}>
              <TextInput
                dir="auto"
                aria-label={t('surveys.field.option', { place: at + 1 })}
                maxLength={100}
                value={option}
                onChange={(event) => put(at, event.currentTarget.value)}
              />
              {options.length > fewestOptions && (
                <Button
                  size="compact-sm"
                  variant="subtle"
                  aria-label={t('surveys.field.remove_option', { place: at + 1 })}
                  onClick={() => onOptions((all) => all.toSpliced(at, 1))}
                >
                  {t('messaging.remove')}
                </Button>
              )}
            </div>
          ))}
          {options.length < mostOptions && (
            <div>
              <Button size="compact-sm" variant="default" onClick={() => onOptions((all) => [...all, ''])}>
                {t('surveys.field.add_option')}
              </Button>
            </div>
          )}
        </fieldset>
      )}
      <TextInput
        dir="auto"
        label={t('surveys.field.follow_up')}
        description={t('surveys.field.follow_up_help')}
        maxLength={300}
        value={followUp}
        onChange={(event) => set({ followUp: event.currentTarget.value })}
      />
      <Textarea
        autosize
        minRows={1}
        dir="auto"
        label={t('surveys.field.thanks')}
        maxLength={500}
        value={thanks}
        onChange={(event) => set({ thanks: event.currentTarget.value })}
      />
      {onRemove && (
        <div>
          <Button size="compact-sm" variant="subtle" onClick={onRemove}>
            {t('surveys.field.remove_language')}
          </Button>
        </div>
      )}
    </div>
  )
}
