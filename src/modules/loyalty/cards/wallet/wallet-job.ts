import { z } from 'zod'
import type { Jobs } from '#platform/jobs'
import type { CardDeps } from '../card-deps.ts'
import { tellWallets } from './tell-wallets.ts'

const name = 'loyalty.wallets'

/** Once a minute: wallets are told of passes that show something else now. */
export async function defineWalletJob(deps: CardDeps, jobs: Jobs): Promise<void> {
  await jobs.define(name, z.object({}), async () => {
    await tellWallets(deps)
  })
  await jobs.repeat(name, '* * * * *')
}
