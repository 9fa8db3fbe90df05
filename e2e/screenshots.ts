/** `npm run screenshots [page …]`: every page of the console, as people see it, into ./screenshots with a contact sheet. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { createWorkspace, demoSignIn, loadSecret } from '#modules/workspaces'
import { loadConfig } from '#platform/config'
import { createLog } from '#platform/log'
import { type Regulars, startRegulars } from '../src/start.ts'
import { buildConsole, launchBrowser } from '../src/testing/browser.ts'
import { openPage, settled, signInPage } from '../src/testing/browser-page.ts'

const root = join(import.meta.dirname, '..')
const out = join(root, 'screenshots')
const only = process.argv.slice(2)

type Look = { locale: 'en' | 'hu' | 'fa'; device: 'desktop' | 'phone'; scheme: 'light' | 'dark' }
const looks: Look[] = [
  ...(['en', 'fa'] as const).flatMap((locale) =>
    (['desktop', 'phone'] as const).flatMap((device) =>
      (['light', 'dark'] as const).map((scheme) => ({ locale, device, scheme })),
    ),
  ),
  { locale: 'hu', device: 'desktop', scheme: 'light' },
]
const nameOf = ({ locale, device, scheme }: Look): string => `${locale}-${device}-${scheme}`

type Person = { email: string; password: string }
type Sample = { pages: [name: string, path: string][]; person: Person; url: string }

const dataDir = mkdtempSync(join(tmpdir(), 'regulars-screenshots-'))
const config = { ...loadConfig({}), dataDir, port: 0 }
try {
  say('Building the console')
  await buildConsole()
  say('Starting the engines')
  const regulars = await startRegulars(config, createLog({ level: 'warn' }))
  try {
    say('Loading the sample shop')
    const sample = await loadSample(regulars)
    const browser = await launchBrowser()
    try {
      for (const look of looks) await takeAll(browser, sample, look)
    } finally {
      await browser.close()
    }
    writeFileSync(join(out, 'index.html'), contactSheet(sample.pages.map(([name]) => name)))
    say(`Look at ${join(out, 'index.html')}`)
  } finally {
    await regulars.stop()
  }
} finally {
  rmSync(dataDir, { recursive: true, force: true })
}

async function loadSample(regulars: Regulars): Promise<Sample> {
  const { db, url = '' } = regulars
  const { workspaceId, serverKey, writeKey } = await createWorkspace(db, {
    name: 'Gift shop',
    timeZone: 'Europe/London',
    currency: 'GBP',
    locale: 'en',
    isSample: true,
  })
  const person = await demoSignIn(db, { secret: loadSecret(config), workspaceId, name: 'Kovács Anna' })
  const ask = async <T>(method: string, path: string, body?: BodyInit): Promise<T> => {
    const headers = { authorization: `Bearer ${serverKey}` }
    const answer = await fetch(`${url}${path}`, { method, headers, ...(body ? { body } : {}) })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as T
  }
  const upload = async (name: string, body: BodyInit): Promise<string> =>
    (await ask<{ importId: string }>('POST', `/api/v1/imports?kind=orders&fileName=${name}`, body)).importId
  const file = await readFile(join(root, 'samples/online-retail.csv.gz'))
  const done = await upload('online-retail.csv.gz', file)
  await ask('POST', `/api/v1/imports/${done}/start`)
  while ((await ask<{ status: string }>('GET', `/api/v1/imports/${done}`)).status !== 'done') {
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
  const draft = await upload('till.csv', 'Order;Customer;Date;Total\n1;Anna;05.01.2025;12,50\n2;Béla;06.01.2025;7,00\n')
  await fetch(`${url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${writeKey}:`)}` },
    body: '{"batch":[{"type":"track","event":"Table Booked","properties":{"seats":2}},{"type":"track","userId":"anna"}]}',
  })
  const { customers } = await ask<{ customers: { customerId: string }[] }>('GET', '/api/v1/customers?filter=late')
  const reports = ['retention', 'cohorts', 'sales', 'concentration', 'lifecycle', 'rfm', 'value', 'survival']
  const pages: Sample['pages'] = [
    ['today', '/'],
    ['customers', '/customers'],
    ['customers-late', '/customers?filter=late&sort=yearly'],
    ['customer', `/customers/${customers[0]?.customerId}`],
    ...reports.map((view): [string, string] => [`insights-${view}`, `/insights/${view}`]),
    ['imports', '/imports'],
    ['import-columns', `/imports/${draft}`],
    ['import-trial', `/imports/${draft}?step=try`],
    ['import-done', `/imports/${done}`],
    ['settings', '/settings'],
    ['settings-keys', '/settings/api-keys'],
    ['settings-privacy', '/settings/privacy'],
    ['settings-audit', '/settings/audit'],
    ['settings-language', '/settings/language'],
    ['settings-about', '/settings/about'],
    ['dead-letters', '/settings/dead-letters'],
    ['sign-in', '/sign-in'],
    ['api-reference', '/docs/api'],
  ]
  return { pages: pages.filter(([name]) => only.length === 0 || only.some((part) => name.includes(part))), person, url }
}

async function takeAll(browser: Browser, { pages, person, url }: Sample, look: Look): Promise<void> {
  const folder = join(out, nameOf(look))
  mkdirSync(folder, { recursive: true })
  const isPhone = look.device === 'phone'
  const { page, problems, close } = await openPage(browser, url, {
    locale: { en: 'en-GB', hu: 'hu-HU', fa: 'fa-IR' }[look.locale],
    colorScheme: look.scheme,
    viewport: isPhone ? { width: 390, height: 844 } : { width: 1360, height: 900 },
    ...(isPhone ? { deviceScaleFactor: 2, hasTouch: true, isMobile: true } : {}),
  })
  try {
    await signInPage(page, url, person)
    await page.request.patch(`${url}/api/v1/me`, { data: { locale: look.locale }, headers: { origin: url } })
    for (const [name, path] of pages) {
      await page.goto(path)
      await settled(page).catch(() => problems.push(`${name} did not settle`))
      await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
    }
  } finally {
    await close()
  }
  say(`${nameOf(look)}: ${pages.length} pages${problems.length > 0 ? `\n  ${problems.join('\n  ')}` : ''}`)
}

function contactSheet(names: string[]): string {
  const rows = names.map((name) => {
    const cells = looks.map((look) => {
      const src = `${nameOf(look)}/${name}.png`
      return `<td><a href="${src}"><img loading="lazy" src="${src}" alt="${name}, ${nameOf(look)}"></a></td>`
    })
    return `<tr><th scope="row">${name}</th>${cells.join('')}</tr>`
  })
  const heads = looks.map((look) => `<th scope="col">${nameOf(look)}</th>`).join('')
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Screenshots of Regulars</title>
<style>body{font:14px system-ui;margin:16px;background:#e9e6e1}td{vertical-align:top;padding:6px}img{width:260px;max-height:420px;object-fit:cover;object-position:top;border:1px solid #bbb}th{text-align:start;padding:6px;position:sticky;top:0;background:#e9e6e1}</style>
<table><thead><tr><th scope="col">page</th>${heads}</tr></thead><tbody>${rows.join('\n')}</tbody></table></html>
`
}

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}
