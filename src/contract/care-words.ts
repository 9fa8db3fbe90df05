/** The words that customer care is told in; apart from their schemas, so that the console need not load a parser. */
export const channels = ['email', 'sms', 'phone', 'push', 'post'] as const
export const purposes = ['marketing', 'service', 'profiling'] as const
export const consentMethods = ['form', 'paper', 'verbal', 'import', 'link', 'reply'] as const
export const dateKinds = ['birthday', 'anniversary', 'name_day', 'other'] as const
export const frequencies = ['any', 'weekly', 'monthly', 'quarterly', 'never'] as const

export type Channel = (typeof channels)[number]
export type Purpose = (typeof purposes)[number]
export type ConsentMethod = (typeof consentMethods)[number]
export type DateKind = (typeof dateKinds)[number]
export type Frequency = (typeof frequencies)[number]
