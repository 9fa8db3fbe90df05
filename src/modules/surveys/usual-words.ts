import type { Voice } from '#contract/brand'
import type { SurveyKind } from '#contract/survey-words'
import type { SurveyWords } from '#contract/surveys'
import { translatorInVoice } from '#i18n'
import { locales } from '#platform/i18n'

const options = ['option1', 'option2', 'option3', 'option4'] as const

/** A good survey of its kind in every language, in the voice of the business. */
export function usualWords(kind: SurveyKind, { name: shop, voice }: { name: string; voice: Voice }): SurveyWords {
  return Object.fromEntries(
    locales.map((locale) => {
      const t = translatorInVoice(locale, voice, 'survey_page')
      return [
        locale,
        {
          question: t(`survey_page.usual.${kind}`, { shop }),
          followUp: t(`survey_page.usual.${kind === 'poll' ? 'why' : 'better'}`),
          thanks: t('survey_page.usual.thanks'),
          options: kind === 'poll' ? options.map((one) => t(`survey_page.usual.${one}`)) : [],
        },
      ]
    }),
  )
}
