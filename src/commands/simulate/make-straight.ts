import { resolve } from 'node:path'
import type { Locale, Translate } from '#platform/i18n'
import { analyzeTables } from '#platform/postgres'
import type { Regulars } from '../../start.ts'
import { createProgressBar } from '../progress-bar.ts'
import { loadBusiness } from './load-business.ts'
import { describeBusiness, openBusiness } from './open-business.ts'
import type { Asked } from './read-plan.ts'
import { type TruthSummary, truthKeeper } from './summarize-truth.ts'

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
      writeKey = (await openBusiness(regulars, plan, workspace)).writeKey
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
