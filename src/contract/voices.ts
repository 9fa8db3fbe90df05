/** The languages that address people in more than one way. */
export const voiceLocales = ['hu', 'ru', 'fa', 'pl'] as const
