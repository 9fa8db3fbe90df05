/** Every setting comes from the environment; a secret may also come from the file that NAME_FILE names. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import { DomainError } from '#platform/errors'

const settings = z.object({
  DATA_DIR: z.string().default('data').describe('Where the embedded engines, uploads and the installation secret live'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'postgres://…')
    .optional()
    .describe('An external PostgreSQL 18; without it one is embedded'),
  CLICKHOUSE_URL: z
    .string()
    .regex(/^https?:\/\/[^/]/, 'http://…')
    .optional()
    .describe('An external ClickHouse; without it one is embedded'),
  ROLE: z.enum(['all', 'web', 'worker']).default('all').describe('What this process does'),
  HOST: z.string().default('127.0.0.1').describe('Address to listen on'),
  PORT: z.coerce.number().int().min(0).max(65535).default(4400).describe('Port to listen on; 0 takes a free one'),
  PUBLIC_URL: z.url().optional().describe('The address people use, when a proxy stands in front'),
  TRUSTED_PROXIES: z.coerce
    .number()
    .int()
    .min(0)
    .max(10)
    .default(0)
    .describe('Proxies of yours in front, for telling one caller from another'),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info').describe('How much is logged'),
  SECRET: z
    .string()
    .min(32)
    .optional()
    .describe('Seals second factors and makes tokens; generated into DATA_DIR when not given'),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\/[^/]/, 'smtp://… or smtps://…')
    .optional()
    .describe('The mail server; without it messages become files in DATA_DIR/outbox'),
  MAIL_FROM: z
    .string()
    .regex(/^(?:[^<>@\r\n]*<)?[^<>@\s]+@[^<>@\s]+>?$/, 'hello@example.com')
    .optional()
    .describe('The sender of messages; needed with SMTP_URL'),
  OIDC_ISSUER: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('An OpenID provider people may sign in with; https, or http on this machine'),
  OIDC_CLIENT_ID: z.string().optional().describe('What this installation is called there'),
  OIDC_CLIENT_SECRET: z.string().optional().describe('The secret that goes with it'),
  OIDC_NAME: z.string().max(60).optional().describe('What people call the provider, for the button'),
  OIDC_DOMAINS: z
    .string()
    .optional()
    .describe('Only addresses of these domains may come that way: corner.example, corner.test'),
  ALLOW_PRIVATE_HOSTS: z
    .string()
    .optional()
    .describe(
      'Hosts of your own network that webhooks, text message services, SMPP centres and mailboxes may be at: 10.0.0.5:8080, hooks.lan',
    ),
  STRIPE_URL: z
    .url({ protocol: /^https?$/ })
    .default('https://api.stripe.com')
    .describe('Where Stripe is asked; another address for tests'),
  METRICS_TOKEN: z
    .string()
    .min(16)
    .optional()
    .describe('Whoever sends it as bearer may read /metrics; without it only this machine may'),
  MAX_BACKLOG: z.coerce
    .number()
    .int()
    .min(1000)
    .default(2_000_000)
    .describe('Events waiting for the projector before ingestion answers 503'),
})

const secrets = new Set(['METRICS_TOKEN', 'DATABASE_URL', 'CLICKHOUSE_URL', 'SECRET', 'SMTP_URL', 'OIDC_CLIENT_SECRET'])

export type Config = {
  dataDir: string
  databaseUrl?: string
  clickhouseUrl?: string
  role: 'all' | 'web' | 'worker'
  host: string
  port: number
  publicUrl?: string
  trustedProxies: number
  logLevel: string
  secret?: string
  smtpUrl?: string
  mailFrom?: string
  oidc?: { issuer: string; clientId: string; clientSecret: string; name: string; domains: string[] }
  metricsToken?: string
  maxBacklog: number
  /** host or host:port; of the private network, and without TLS, yet let through */
  allowPrivateHosts: string[]
  stripeUrl: string
}

/** Throws DomainError('invalid', 'bad_setting') that names the setting. An empty variable counts as not set. */
export function loadConfig(env: Record<string, string | undefined>): Config {
  const parsed = settings.safeParse(readSettings(env))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const setting = issue?.path.join('.') ?? ''
    throw badSetting(setting, issue?.message ?? '')
  }
  const s = parsed.data
  const oidc = readOidc(s)
  if (s.SMTP_URL && !s.MAIL_FROM) throw badSetting('MAIL_FROM', 'SMTP_URL needs a sender: MAIL_FROM=hello@example.com')
  return {
    dataDir: resolve(s.DATA_DIR),
    role: s.ROLE,
    host: s.HOST,
    port: s.PORT,
    logLevel: s.LOG_LEVEL,
    trustedProxies: s.TRUSTED_PROXIES,
    maxBacklog: s.MAX_BACKLOG,
    allowPrivateHosts: (s.ALLOW_PRIVATE_HOSTS ?? '')
      .toLowerCase()
      .split(/[\s,]+/)
      .filter((host) => host !== ''),
    stripeUrl: s.STRIPE_URL,
    ...(s.DATABASE_URL ? { databaseUrl: s.DATABASE_URL } : {}),
    ...(s.CLICKHOUSE_URL ? { clickhouseUrl: s.CLICKHOUSE_URL } : {}),
    ...(s.PUBLIC_URL ? { publicUrl: s.PUBLIC_URL } : {}),
    ...(s.SECRET ? { secret: s.SECRET } : {}),
    ...(s.METRICS_TOKEN ? { metricsToken: s.METRICS_TOKEN } : {}),
    ...(s.SMTP_URL ? { smtpUrl: s.SMTP_URL } : {}),
    ...(s.MAIL_FROM ? { mailFrom: s.MAIL_FROM } : {}),
    ...(oidc ? { oidc } : {}),
  }
}

function readOidc(s: z.infer<typeof settings>): Config['oidc'] {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = s
  if (!issuer) return undefined
  if (!clientId) throw badSetting('OIDC_CLIENT_ID', 'OIDC_ISSUER needs OIDC_CLIENT_ID.')
  if (!clientSecret) throw badSetting('OIDC_CLIENT_SECRET', 'OIDC_ISSUER needs OIDC_CLIENT_SECRET.')
  const { protocol, hostname } = new URL(issuer)
  if (protocol === 'http:' && !['localhost', '127.0.0.1', '[::1]'].includes(hostname)) {
    throw badSetting('OIDC_ISSUER', 'Only a provider on this machine may speak plain http.')
  }
  const domains = (s.OIDC_DOMAINS ?? '')
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((domain) => domain !== '')
  return { issuer, clientId, clientSecret, name: s.OIDC_NAME ?? hostname, domains }
}

function badSetting(setting: string, problem: string): DomainError {
  return new DomainError('invalid', 'bad_setting', `${setting}: ${problem}`, { setting, problem })
}

function readSettings(env: Record<string, string | undefined>): Record<string, string | undefined> {
  const read: Record<string, string | undefined> = {}
  for (const name of Object.keys(settings.shape)) {
    const file = env[`${name}_FILE`]
    if (file && env[name]) throw badSetting(name, `${name} and ${name}_FILE are both set; keep one.`)
    read[name] = file ? readSecretFile(name, file) : env[name] || undefined
  }
  return read
}

function readSecretFile(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    throw badSetting(`${name}_FILE`, `${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`)
  }
}

/** What `regulars config` prints: every setting in force, secrets masked. */
export function describeConfig(
  env: Record<string, string | undefined>,
): { name: string; value: string; help: string }[] {
  const given = readSettings(env)
  const parsed = settings.safeParse(given)
  return Object.entries(settings.shape).map(([name, shape]) => {
    const value = parsed.success ? (parsed.data as Record<string, unknown>)[name] : given[name]
    const shown = value === undefined ? '' : secrets.has(name) ? '••••••' : String(value)
    return { name, value: shown, help: shape.description ?? '' }
  })
}
