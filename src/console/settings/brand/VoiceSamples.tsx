import { useQuery } from '@tanstack/react-query'
import type { Voice } from '#contract/brand'
import { voiceLocales } from '#contract/voices'
import { localeDirection } from '#platform/i18n'
import { messagesOf } from '../../i18n/store.ts'
import classes from './brand.module.css'

/** The greeting of each language as customers will read it, whatever language the console is in. */
export function VoiceSamples({ voice }: { voice: Voice }) {
  const greetings = useQuery({
    queryKey: ['voice-samples'],
    queryFn: async () => await Promise.all(voiceLocales.map(readGreeting)),
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <ul className={classes.samples}>
      {greetings.data?.map(({ locale, formal, informal }) => (
        <li key={locale} lang={locale} dir={localeDirection(locale)}>
          {voice[locale] === 'informal' ? informal : formal}
        </li>
      ))}
    </ul>
  )
}

async function readGreeting(locale: (typeof voiceLocales)[number]) {
  const words = await messagesOf(locale, 'brand')
  return { locale, formal: words['brand.preview_heading'], informal: words['brand.preview_heading_informal'] }
}
