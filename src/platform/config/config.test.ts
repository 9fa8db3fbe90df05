import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { describeConfig, loadConfig } from './index.ts'

test('without any setting the embedded engines and the usual port are used', () => {
  const config = loadConfig({})
  expect(config).toMatchObject({ port: 4400, host: '127.0.0.1', role: 'all' })
  expect(config.databaseUrl).toBeUndefined()
})

test('an empty variable counts as not set', () => {
  expect(loadConfig({ PORT: '', DATABASE_URL: '' })).toEqual(loadConfig({}))
})

test('a secret may come from a file, and not from both places', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'regulars-config-')), 'url')
  writeFileSync(file, 'postgres://db.example/regulars\n')
  expect(loadConfig({ DATABASE_URL_FILE: file }).databaseUrl).toBe('postgres://db.example/regulars')
  expect(() => loadConfig({ DATABASE_URL_FILE: file, DATABASE_URL: 'postgres://other' })).toThrow(/both set/)
  expect(() => loadConfig({ SECRET_FILE: '/nowhere/secret' })).toThrow(/ENOENT/)
})

test('a setting that cannot be is named', () => {
  expect(() => loadConfig({ PORT: '99999' })).toThrow(/PORT/)
  expect(() => loadConfig({ ROLE: 'boss' })).toThrow(/ROLE/)
})

test('what is printed of secrets is a mask', () => {
  const lines = describeConfig({ DATABASE_URL: 'postgres://user:hunter2@db/regulars' })
  expect(JSON.stringify(lines)).not.toContain('hunter2')
  expect(lines.find((line) => line.name === 'DATABASE_URL')?.value).toBe('••••••')
})

test('a mail server needs a sender, and its password is not printed', () => {
  expect(() => loadConfig({ SMTP_URL: 'smtp://user:hunter2@mail.example' })).toThrow(/MAIL_FROM/)
  const env = { SMTP_URL: 'smtps://user:hunter2@mail.example', MAIL_FROM: 'Corner <hello@corner.example>' }
  expect(loadConfig(env)).toMatchObject({ smtpUrl: env.SMTP_URL, mailFrom: env.MAIL_FROM })
  expect(JSON.stringify(describeConfig(env))).not.toContain('hunter2')
  expect(() => loadConfig({ SMTP_URL: 'http://mail.example', MAIL_FROM: 'a@b.example' })).toThrow(/SMTP_URL/)
  expect(() => loadConfig({ MAIL_FROM: 'nobody' })).toThrow(/MAIL_FROM/)
})

test('an OpenID provider is all or nothing, and never spoken to in the clear over a network', () => {
  const given = { OIDC_ISSUER: 'https://id.corner.example', OIDC_CLIENT_ID: 'regulars', OIDC_CLIENT_SECRET: 'x' }
  expect(loadConfig({ ...given, OIDC_DOMAINS: 'Corner.example, corner.test' }).oidc).toEqual({
    issuer: 'https://id.corner.example',
    clientId: 'regulars',
    clientSecret: 'x',
    name: 'id.corner.example',
    domains: ['corner.example', 'corner.test'],
  })
  expect(loadConfig({}).oidc).toBeUndefined()
  expect(() => loadConfig({ ...given, OIDC_CLIENT_SECRET: '' })).toThrow(/OIDC_CLIENT_SECRET/)
  expect(() => loadConfig({ ...given, OIDC_ISSUER: 'http://id.corner.example' })).toThrow(/OIDC_ISSUER/)
  expect(loadConfig({ ...given, OIDC_ISSUER: 'http://localhost:9000' }).oidc?.issuer).toBe('http://localhost:9000')
  const shown = describeConfig({ ...given, OIDC_CLIENT_SECRET: 'hush' })
  expect(JSON.stringify(shown)).not.toContain('hush')
})
