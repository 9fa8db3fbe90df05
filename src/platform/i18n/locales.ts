export const locales = ['en', 'hu', 'ru', 'fa', 'pl'] as const
export type Locale = (typeof locales)[number]

export function isLocale(text: string): text is Locale {
  return (locales as readonly string[]).includes(text)
}

export function localeDirection(locale: Locale): 'ltr' | 'rtl' {
  return locale === 'fa' ? 'rtl' : 'ltr'
}

/** The best of our languages for an Accept-Language header; English when none fits. */
export function negotiateLocale(header: string | undefined): Locale {
  const wanted = (header ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...rest] = part.trim().split(';')
      const quality = rest.map((p) => /^\s*q=([\d.]+)/.exec(p)?.[1]).find((q) => q !== undefined)
      return { language: tag.toLowerCase().split('-')[0] ?? '', quality: quality === undefined ? 1 : Number(quality) }
    })
    .sort((a, b) => b.quality - a.quality)
  return wanted.map((w) => w.language).find(isLocale) ?? 'en'
}
