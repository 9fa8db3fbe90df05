import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, inject } from 'vitest'
import { createFirstWorkspace, createWorkspace, loadSecret } from '#modules/workspaces'
import type { Clock } from '#platform/clock'
import { type Config, loadConfig } from '#platform/config'
import { createLog, type Log } from '#platform/log'
import { type Regulars, startRegulars } from '../start.ts'
import { testDb } from './index.ts'

type ShopSettings = { name?: string; timeZone?: string; currency?: string; locale?: string }

export type Shop = {
  workspaceId: string
  writeKey: string
  serverKey: string
  /** A request to the API with the shop's server key. A text or bytes go as they are, anything else as JSON. */
  ask: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Response>
  /** GET, which must succeed, as JSON. */
  read: <T>(path: string) => Promise<T>
}

export type TestServer = {
  regulars: Regulars
  url: string
  dataDir: string
  /** The installation's secret, from which the token of the first-run page follows. */
  secret: string
  /** Everything that was accepted so far is in both engines. */
  settle: () => Promise<void>
  /** The first one opened belongs to `owner`. */
  openShop: (settings?: ShopSettings) => Promise<Shop>
}

export const owner = {
  name: 'Kovács Anna',
  email: 'anna@corner.example',
  password: 'long enough to keep',
  locale: 'en',
}

/** The whole product behind a real port, on a database of this file's own and the shared ClickHouse; stops with the file. */
export async function startTestServer(
  settings: Partial<Config> = {},
  options: { clock?: Clock; log?: Log } = {},
): Promise<TestServer> {
  const { url: databaseUrl } = await testDb()
  const dataDir = mkdtempSync(join(tmpdir(), 'regulars-server-'))
  const config: Config = {
    ...loadConfig({}),
    dataDir,
    databaseUrl,
    clickhouseUrl: inject('clickhouseUrl'),
    port: 0,
    ...settings,
  }
  const regulars = await startRegulars(
    config,
    options.log ?? createLog({ level: process.env.LOG_LEVEL ?? 'silent' }),
    options,
  )
  afterAll(async () => {
    await regulars.stop()
    rmSync(dataDir, { recursive: true, force: true })
  })
  const url = regulars.url ?? ''
  let isFirst = true
  return {
    regulars,
    url,
    dataDir,
    secret: loadSecret(config),
    settle: async () => await regulars.projector?.settle(),
    openShop: async (wanted) => {
      const create = isFirst ? createFirstShop : createWorkspace
      isFirst = false
      return await openShop(regulars, url, create, wanted)
    },
  }
}

const createFirstShop: typeof createWorkspace = async (db, workspace) =>
  await createFirstWorkspace(db, { person: owner, workspace })

async function openShop(
  regulars: Regulars,
  url: string,
  create: typeof createWorkspace,
  wanted: ShopSettings = {},
): Promise<Shop> {
  const defaults = { name: 'Corner café', timeZone: 'UTC', currency: 'EUR', locale: 'en' }
  const created = await create(regulars.db, { ...defaults, ...wanted })
  const ask: Shop['ask'] = (method, path, body, headers = {}) => {
    const isRaw = body === undefined || typeof body === 'string' || body instanceof Uint8Array
    return fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${created.serverKey}`,
        ...(isRaw ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isRaw ? (body as BodyInit) : JSON.stringify(body) }),
    })
  }
  return {
    ...created,
    ask,
    read: async <T>(path: string) => {
      const answer = await ask('GET', path)
      if (!answer.ok) throw new Error(`GET ${path}: ${answer.status} ${await answer.text()}`)
      return (await answer.json()) as T
    },
  }
}
