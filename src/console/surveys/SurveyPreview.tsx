import { type SurveyKind, surveyScales } from '#contract/survey-words'
import type { SurveyText } from '#contract/surveys'
import { formatNumber, type Locale, localeDirection } from '#platform/i18n'
import { Card } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './surveys.module.css'

type SurveyPreviewProps = { kind: SurveyKind; locale: Locale; text: SurveyText }

/** The question as people see it, drawn while it is typed. */
export function SurveyPreview({ kind, locale, text }: SurveyPreviewProps) {
  const { t } = useI18n()
  const { question, followUp, thanks } = text
  const answers = kind === 'poll' ? text.options : scaleOf(kind).map((score) => formatNumber(score, locale))
  return (
    <Card title={t('surveys.preview')} subtitle={t('surveys.preview_text')} className={classes.beside}>
      <div className={classes.preview} lang={locale} dir={localeDirection(locale)}>
        <strong>{question}</strong>
        <div className={kind === 'poll' ? classes.choices : classes.scale}>
          {answers.map((answer, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: answers have no identity but their place.
            <span key={at}>{answer}</span>
          ))}
        </div>
        {followUp !== '' && (
          <>
            <span className={classes.asked}>{followUp}</span>
            <span className={classes.box} />
          </>
        )}
        <p className={classes.quiet}>{thanks}</p>
      </div>
    </Card>
  )
}

function scaleOf(kind: keyof typeof surveyScales): number[] {
  const { from, to } = surveyScales[kind]
  return Array.from({ length: to - from + 1 }, (_, i) => from + i)
}
