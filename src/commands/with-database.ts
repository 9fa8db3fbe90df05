import { checkpointSealer } from '#modules/audit'
import { loadSecret } from '#modules/workspaces'
import { loadConfig } from '#platform/config'
import { createLog } from '#platform/log'
import { createDb, createPool, type Db, findRunningPostgres } from '#platform/postgres'

type WithDatabase = { db: Db; publicUrl: string; seal: ReturnType<typeof checkpointSealer> }

/** Beside a running server a command only needs its database; without one the engines are started for as long as this takes. */
export async function withDatabase<T>(work: (deps: WithDatabase) => Promise<T>): Promise<T> {
  const config = loadConfig(process.env)
  const publicUrl = config.publicUrl ?? `http://localhost:${config.port}`
  const seal = checkpointSealer(loadSecret(config))
  const url = config.databaseUrl ?? (await findRunningPostgres(config.dataDir))
  if (url === undefined) {
    const { startRegulars } = await import('../start.ts')
    const regulars = await startRegulars({ ...config, role: 'web' }, createLog({ level: 'warn' }), { web: false })
    try {
      return await work({ db: regulars.db, publicUrl, seal })
    } finally {
      await regulars.stop()
    }
  }
  const db = createDb(createPool(url, { max: 2 }))
  try {
    return await work({ db, publicUrl, seal })
  } finally {
    await db.destroy()
  }
}
