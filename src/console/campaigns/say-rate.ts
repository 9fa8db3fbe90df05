type Say = {
  t: (key: 'campaigns.rate' | 'campaigns.rate_hour', values: { n: string }) => string
  number: (value: number, digits?: number) => string
}

/** How fast it goes, `rate` in people a second: what takes longer than a second for one is told by the hour, as it was asked for. */
export function sayRate(rate: number, { t, number }: Say): string {
  if (rate < 1) return t('campaigns.rate_hour', { n: number(rate * 3600, 0) })
  return t('campaigns.rate', { n: number(rate, rate < 10 ? 1 : 0) })
}
