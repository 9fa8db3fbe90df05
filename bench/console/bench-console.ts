/**
 * First load of the console with the real shop: script bytes (gzip) and the time until Today's headline stands, at 4× CPU slowdown.
 * node bench/console/bench-console.ts [--url=… --email=… --password=…] [--runs=3] [--write]; without a url it starts the demo itself.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser, BrowserContext } from 'playwright-core'
import { freePort } from '#platform/process'
import { launchBrowser } from '../../src/testing/browser.ts'
import { benchOptions, tellSection } from '../harness/figures.ts'
import { median } from '../harness/stand.ts'

const options = benchOptions({ url: '', email: '', password: '', runs: 3 })
const root = join(import.meta.dirname, '../..')
const slowdown = 4

type Shop = { url: string; email: string; password: string; stop: () => Promise<void> }
type Load = { usableMs: number; workMs: number; scripts: Map<string, number> }

/** The demo on a port and in a folder of its own, with the sign-in that it prints. */
async function startDemo(): Promise<Shop> {
  const dataDir = mkdtempSync(join(tmpdir(), 'regulars-bench-console-'))
  const port = await freePort()
  const env = { ...process.env, DATA_DIR: dataDir, PORT: String(port), LOG_LEVEL: 'error' }
  const child = spawn(process.execPath, [join(root, 'src/cli.ts'), 'demo'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
    rmSync(dataDir, { recursive: true, force: true })
  }
  let printed = ''
  for await (const chunk of child.stdout) {
    printed += String(chunk)
    const [, email, password] = /(\S+@\S+)[ \t]+(\S+)\n/.exec(printed) ?? []
    // What is printed later must not stop the demo for want of a reader.
    if (email && password) {
      child.stdout.resume()
      return { url: `http://localhost:${port}`, email, password, stop }
    }
  }
  await stop()
  throw new Error('The demo ended before it could be opened.')
}

async function signIn(context: BrowserContext, { url, email, password }: Shop): Promise<void> {
  const answer = await context.request.post(`${url}/api/v1/session`, {
    data: { email, password },
    headers: { origin: url },
  })
  if (!answer.ok()) throw new Error(`Sign-in failed: ${answer.status()}`)
}

/** One load with empty caches: what a phone in the middle of the range goes through. */
async function loadOnce(browser: Browser, shop: Shop): Promise<Load> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'en' })
  await signIn(context, shop)
  const page = await context.newPage()
  const scripts = new Map<string, number>()
  const sizes: Promise<void>[] = []
  page.on('response', (answer) => {
    if (answer.request().resourceType() !== 'script') return
    const size = answer.body().then((body) => void scripts.set(answer.url(), gzipSync(body, { level: 9 }).byteLength))
    sizes.push(size)
  })
  const cdp = await context.newCDPSession(page)
  // Time of the thread itself: what the page costs, whatever else the machine is doing.
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: slowdown })
  await page.goto(shop.url, { waitUntil: 'commit' })
  // While data is on its way the title is the page's name; the headline counts people.
  const usable = await page.waitForFunction(
    () => /\d/.test(document.querySelector('main h1')?.textContent ?? '') && performance.now(),
    undefined,
    { polling: 'raf', timeout: 60_000 },
  )
  const usableMs = Number(await usable.jsonValue())
  const { metrics } = await cdp.send('Performance.getMetrics')
  const workMs = (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000
  await page.waitForLoadState('networkidle')
  await Promise.all(sizes)
  await context.close()
  return { usableMs, workMs, scripts }
}

const shop: Shop =
  options.url === ''
    ? await startDemo()
    : { url: options.url, email: options.email, password: options.password, stop: async () => {} }
const browser = await launchBrowser()
try {
  // The first load of all warms the server, as every load but the first of the day finds it.
  await loadOnce(browser, shop)
  const loads: Load[] = []
  for (let run = 0; run < options.runs; run++) loads.push(await loadOnce(browser, shop))
  const scripts = [...(loads[0]?.scripts.values() ?? [])]
  const kilobytes = Math.round(scripts.reduce((sum, size) => sum + size, 0) / 102.4) / 10
  const usable = loads.map(({ usableMs }) => Math.round(usableMs))
  const work = Math.round(median(loads.map(({ workMs }) => workMs)))
  tellSection(options, 'console', [
    '## Console',
    '',
    `First load of Today with the real shop, caches empty, ${slowdown}× CPU slowdown, 390 px wide.`,
    '',
    '| what | measured | target |',
    '| --- | --- | --- |',
    `| script, gzip (${scripts.length} files) | ${kilobytes} KB | ≤ 300 KB |`,
    `| until the headline stands (median of ${loads.length}; ${usable.join(', ')} ms) | ${median(usable)} ms | ≤ 1,500 ms |`,
    `| of it, CPU time of the page's main thread (slowed down, median) | ${work} ms | |`,
  ])
} finally {
  await browser.close()
  await shop.stop()
}
