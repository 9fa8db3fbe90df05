import { resolve } from 'node:path'
import { loadConfig } from '#platform/config'
import { formatNumber, type Locale, type Translate } from '#platform/i18n'
import { createLog } from '#platform/log'
import { analyzeTables } from '#platform/postgres'
import { type Regulars, startRegulars } from '../start.ts'
import { createProgressBar } from './progress-bar.ts'
import { loadBusiness } from './simulate/load-business.ts'
import { describeBusiness, openBusiness, sweepBroken } from './simulate/open-business.ts'
import { type Asked, readPlan } from './simulate/read-plan.ts'
import { type TruthSummary, truthKeeper } from './simulate/summarize-truth.ts'
import { cliLocale, cliWords } from './words.ts'

/** `regulars simulate`: a believable business with known truth, straight into both engines or as a stream of events. */
export async function simulateCommand(args: string[]): Promise<number> {
  const locale = cliLocale()
  const { t } = cliWords(locale)
  const asked = readPlan(args, Date.now(), locale)
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

export type Made = {
  workspaceId: string
  name: string
  writeKey: string
  events: number
  profiles: number
  seconds: number
  perSecond: number
  truth: TruthSummary
  truthFile?: string
}

/** The whole past of a business, in a workspace of its own. */
export async function makeStraight(
  regulars: Regulars,
  asked: Pick<Asked, 'plan' | 'name' | 'truth'>,
  { locale, t }: { locale: Locale; t: Translate },
  signal?: AbortSignal,
): Promise<Made> {
  const { plan } = asked
  const file = asked.truth === undefined ? undefined : resolve(process.env.INIT_CWD ?? '.', asked.truth)
  const workspace = describeBusiness(plan, asked.name)
  let writeKey = ''
  const bar = createProgressBar(process.stderr, locale, t)
  const truth = truthKeeper(plan, file)
  const began = performance.now()
  const since = (): number => (performance.now() - began) / 1000
  const loaded = await loadBusiness({
    databaseUrl: regulars.engines.databaseUrl,
    ch: regulars.ch,
    plan,
    workspace,
    receivedAt: regulars.clock.now().epochMilliseconds,
    open: async () => {
      writeKey = await openBusiness(regulars, plan, workspace)
    },
    ...(signal ? { signal } : {}),
    onTruths: truth.add,
    onProgress: ({ customers, events }) =>
      bar.update({
        label: t('simulate.making'),
        done: customers,
        total: plan.customers,
        perSecond: Math.round(events / since()),
        secondsLeft: (since() / customers) * (plan.customers - customers),
      }),
  })
  await analyzeTables(regulars.db)
  bar.clear()
  const seconds = since()
  return {
    workspaceId: workspace.workspaceId,
    name: workspace.name,
    writeKey,
    events: loaded.events,
    profiles: loaded.customers,
    seconds,
    perSecond: Math.round(loaded.events / seconds),
    truth: await truth.finish(),
    ...(file === undefined ? {} : { truthFile: file }),
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
