const dayMs = 86_400_000

/** When a day begins in a zone, as an ISO instant; `later` days after it. */
export function startOfDay(day: string, timeZone: string, later = 0): string {
  const utc = Date.parse(`${day}T00:00:00Z`) + later * dayMs
  const guess = utc - offsetAt(utc, timeZone)
  return new Date(utc - offsetAt(guess, timeZone)).toISOString()
}

/** The day of an instant in a zone, YYYY-MM-DD. */
export function dayAt(instant: number, timeZone: string): string {
  const part = partsAt(instant, timeZone)
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`
}

function offsetAt(at: number, timeZone: string): number {
  const part = partsAt(at, timeZone)
  const local = Date.parse(`${dayAt(at, timeZone)}T${part('hour')}:${part('minute')}:${part('second')}Z`)
  return local - Math.floor(at / 1000) * 1000
}

function partsAt(at: number, timeZone: string): (type: Intl.DateTimeFormatPartTypes) => string {
  const two = '2-digit'
  const options = {
    year: 'numeric',
    month: two,
    day: two,
    hour: two,
    minute: two,
    second: two,
    hourCycle: 'h23',
  } as const
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, ...options }).formatToParts(at)
  return (type) => parts.find((part) => part.type === type)?.value ?? ''
}
