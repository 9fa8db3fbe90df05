import { fromKysely, type Job, PgBoss } from 'pg-boss'
import type { z } from 'zod'
import { DomainError } from '#platform/errors'
import { newId } from '#platform/ids'
import type { Log } from '#platform/log'
import type { Tx } from '#platform/postgres'

/** `signal` is aborted when this process stops: the job then goes on elsewhere, or here after the next start. */
export type JobHandler<T> = (payload: T, context: { jobId: string; signal: AbortSignal }) => Promise<void>

export type JobOptions = {
  /** how many of this name run at once in one process */
  concurrency?: number
}

export type EnqueueOptions = {
  /** the job is there when, and only if, this transaction commits */
  tx?: Tx
  /** of one name and key, one job waits or runs; enqueuing another changes nothing */
  key?: string
  /** it does not start before so many seconds are over */
  afterSeconds?: number
}

export type Jobs = {
  /** Says how jobs of a name are done; every process that enqueues or works calls it once, before either. */
  define: <S extends z.ZodType>(
    name: string,
    schema: S,
    handler: JobHandler<z.output<S>>,
    options?: JobOptions,
  ) => Promise<void>
  /** Resolves when the job is kept; it starts at once where a worker is free. Throws invalid for a payload that is not of the schema. */
  enqueue: (name: string, payload: object, options?: EnqueueOptions) => Promise<void>
  /** Does a defined job whose payload may be empty again and again, by a cron expression in UTC; one of all processes does it. */
  repeat: (name: string, cron: string) => Promise<void>
  /** Takes no more jobs, aborts those that run and lets go of the database. */
  stop: () => Promise<void>
}

const heartbeatSeconds = 15
const superviseSeconds = 10
const pollSeconds = 5
const stopMs = 5_000

/**
 * Starts the queue (its own schema, `pgboss`). A job that throws is tried again, ever later; one whose worker is gone is
 * taken over within 40 s. `work: false` only enqueues.
 */
export async function startJobs(databaseUrl: string, deps: { log: Log; work?: boolean }): Promise<Jobs> {
  const { log, work = true } = deps
  const boss = new PgBoss({
    connectionString: databaseUrl,
    schema: 'pgboss',
    application_name: 'regulars-jobs',
    max: 4,
    schedule: work,
    useListenNotify: true,
    superviseIntervalSeconds: superviseSeconds,
    monitorIntervalSeconds: superviseSeconds,
  })
  boss.on('error', (error) => log.warn({ err: error }, 'The job queue has a problem'))
  await boss.start()
  await letAppEnqueue(boss)
  const schemas = new Map<string, z.ZodType>()
  const stopping = new AbortController()

  const run = async <T>(handler: JobHandler<T>, schema: z.ZodType, job: Job): Promise<void> => {
    const payload = schema.parse(job.data) as T
    const signal = AbortSignal.any([job.signal, stopping.signal])
    try {
      await handler(payload, { jobId: job.id, signal })
    } catch (error) {
      if (stopping.signal.aborted) log.info({ job: job.name, jobId: job.id }, 'A job is left for later')
      else log.warn({ err: error, job: job.name, jobId: job.id }, 'A job failed and is tried again')
      throw error
    }
  }

  return {
    async define(name, schema, handler, options = {}) {
      schemas.set(name, schema)
      await boss.createQueue(name, {
        policy: 'exclusive',
        notify: true,
        heartbeatSeconds,
        // Every five minutes in the end, so for a day: an engine may be away for hours.
        retryLimit: 300,
        retryDelay: 1,
        retryBackoff: true,
        retryDelayMax: 300,
        expireInSeconds: 23 * 3600,
      })
      if (!work) return
      const pace = {
        pollingIntervalSeconds: 2,
        notifyPollingIntervalSeconds: pollSeconds,
        localConcurrency: options.concurrency ?? 1,
      }
      await boss.work(name, pace, async (jobs: Job[]) => {
        for (const job of jobs) await run(handler, schema, job)
      })
    },
    async enqueue(name, payload, options = {}) {
      const schema = schemas.get(name)
      if (!schema) throw new Error(`No job is defined as ${name}`)
      const checked = schema.safeParse(payload)
      if (!checked.success) throw new DomainError('invalid', 'bad_job', `The payload is not one of ${name}.`)
      await boss.send(name, payload, {
        singletonKey: options.key ?? newId(),
        ...(options.afterSeconds === undefined ? {} : { startAfter: options.afterSeconds }),
        ...(options.tx ? { db: fromKysely(options.tx) } : {}),
      })
    },
    async repeat(name, cron) {
      if (!schemas.get(name)?.safeParse({}).success) throw new Error(`No job without a payload is defined as ${name}`)
      if (work) await boss.schedule(name, cron, {}, { tz: 'UTC', singletonKey: name })
    },
    async stop() {
      stopping.abort(new DOMException('The process stops', 'AbortError'))
      await boss.stop({ graceful: true, timeout: stopMs })
    },
  }
}

/** The application's role enqueues within its own transactions; it still owns nothing here. */
async function letAppEnqueue(boss: PgBoss): Promise<void> {
  const run = (text: string) => boss.getDb().executeSql(text)
  const { rows } = await run("select has_schema_privilege('regulars_app', 'pgboss', 'usage') as granted")
  if ((rows as { granted: boolean }[])[0]?.granted) return
  await run('grant usage on schema pgboss to regulars_app')
  await run('grant select, insert, update, delete on all tables in schema pgboss to regulars_app')
  await run('grant execute on all functions in schema pgboss to regulars_app')
}
