import { loadConfig } from '#platform/config'
import { formatNumber, type Locale, type Translate } from '#platform/i18n'
import { createLog } from '#platform/log'
import { startRegulars } from '../start.ts'
import { type Made, makeStraight } from './simulate/make-straight.ts'
import { sweepBroken } from './simulate/open-business.ts'
import type { Asked } from './simulate/read-plan.ts'
import { streamEvents } from './simulate/stream-events.ts'
import { cliLocale, cliWords } from './words.ts'

/** `regulars simulate`: a believable business with known truth, straight into both engines or as a stream of events. */
export async function simulateCommand(asked: Asked): Promise<number> {
  const locale = cliLocale()
  const { t } = cliWords(locale)
  if (asked.rate !== undefined) return await streamEvents({ ...asked, rate: asked.rate }, { locale, t })
  const regulars = await startRegulars({ ...loadConfig(process.env), role: 'worker' }, createLog({ level: 'warn' }), {
    web: false,
  })
  const stopping = new AbortController()
  const stop = (): void => stopping.abort()
  process.once('SIGINT', stop).once('SIGTERM', stop)
  try {
    if ((await sweepBroken(regulars)) > 0) process.stderr.write(`${t('simulate.swept')}\n`)
    const made = await makeStraight(regulars, asked, { locale, t }, stopping.signal)
    process.stdout.write(asked.json ? `${JSON.stringify(made, null, 2)}\n` : describe(made, locale, t))
    return 0
  } catch (error) {
    if (!stopping.signal.aborted) throw error
    await sweepBroken(regulars)
    process.stderr.write(`\n${t('simulate.cancelled')}\n`)
    return 130
  } finally {
    await regulars.stop()
  }
}

function describe(made: Made, locale: Locale, t: Translate): string {
  const number = (value: number, digits = 0): string => formatNumber(value, locale, digits)
  const { truth } = made
  const lines = [
    t('simulate.made', {
      name: made.name,
      events: made.events,
      customers: truth.customers,
      seconds: number(made.seconds, 1),
      rate: number(made.perSecond),
    }),
    t('simulate.workspace', { workspace: made.workspaceId, key: made.writeKey }),
    t('simulate.truth', {
      seed: String(truth.seed),
      gone: truth.gone,
      share: number((100 * truth.gone) / truth.customers, 1),
      uplift: number(truth.upliftPerCustomer, 4),
      treated: truth.arms.treated,
      control: truth.arms.control,
      future: truth.futureVisits,
    }),
    ...(made.truthFile === undefined ? [] : [t('simulate.truth_file', { file: made.truthFile })]),
  ]
  return `${lines.join('\n')}\n`
}
