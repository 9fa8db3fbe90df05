import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { watchExit } from '#platform/process'
import { testDb } from '#testing'
import { keepOutput } from '../bench/faults/harness/server.ts'
import { buildConsole } from '../src/testing/browser.ts'

const root = join(import.meta.dirname, '..')
const program = join(root, 'dist', 'package')
const folder = mkdtempSync(join(tmpdir(), 'regulars-package-'))
const { url: databaseUrl } = await testDb()
afterAll(() => rmSync(folder, { recursive: true, force: true }))

// What `npm pack` runs before it packs, once the packages are there.
beforeAll(async () => {
  await buildConsole()
  await promisify(execFile)(process.execPath, [join(root, 'scripts', 'package', 'write-program.js')])
})

test('the package holds the program alone: no types, no tests, no maps, and the licences of what is bundled', () => {
  const files = readdirSync(program, { recursive: true, encoding: 'utf8' }).map((file) => file.replaceAll('\\', '/'))
  const types = /^src\/models\/.*\.d\.ts$/
  expect(
    files.filter((file) => !types.test(file) && /\.tsx?$|\.map$|\.test\.|(^|\/)testing(\/|\.|$)/.test(file)),
  ).toEqual([])
  expect(files).toContain('samples/online-retail.csv.gz')
  expect(readFileSync(join(program, 'dist/console/licences.md'), 'utf8')).toMatch(/^## @mantine\/core .*\(MIT\)$/m)
})

test('the packaged program starts, shows the console and the API reference, and stops', async () => {
  const { NODE_OPTIONS: _, VITEST: __, ...env } = process.env
  const settings = { DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'warn', REGULARS_LOCALE: 'en' }
  const engines = { DATABASE_URL: databaseUrl, CLICKHOUSE_URL: inject('clickhouseUrl') }
  const child = spawn(process.execPath, [join(program, 'src', 'cli.js'), 'start'], {
    cwd: folder,
    env: { ...env, ...settings, ...engines },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = watchExit(child)
  const output = keepOutput(child)
  let ended = false
  void exited.then(() => {
    ended = true
  })
  while (!ended && !output().includes('/setup?token=')) await sleep(50)
  const [url] = /http:\/\/localhost:\d+/.exec(output()) ?? []
  expect(url, output()).toBeDefined()
  const statuses = await Promise.all(
    ['/readyz', '/', '/docs', '/openapi.json'].map(async (path) => (await fetch(`${url}${path}`)).status),
  )
  expect(statuses).toEqual([200, 200, 200, 200])
  child.kill('SIGTERM')
  expect((await exited).code, output()).toBe(0)
})

test('the models are used by themselves, with their types, as the examples do', async () => {
  const run = async (example: string): Promise<string> => {
    const { stdout } = await promisify(execFile)(process.execPath, [join(root, 'examples', 'models', example)])
    return stdout
  }
  expect(await run('who-is-gone.js')).toMatch(/^4338 customers, model .*\n(?:.*\n)+14646/)
  expect(await run('what-worked.js')).toMatch(/^the split is sound/)
  const types = readFileSync(join(program, 'src/models/btyd/index.d.ts'), 'utf8')
  expect(types).toContain("from './fit.js'")
}, 120_000)

test('the usual ways of asking for help and for the version work', async () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  const ask = async (flag: string) =>
    (await promisify(execFile)(process.execPath, [join(program, 'src', 'cli.js'), flag])).stdout
  for (const flag of ['--help', '-h']) expect(await ask(flag)).toContain('regulars start')
  for (const flag of ['--version', '-v']) expect((await ask(flag)).trim()).toBe(version)
})
