/** A real Chromium for tests and screenshots, and the console built for it. */
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, rmdirSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Browser, chromium } from 'playwright-core'

const root = join(import.meta.dirname, '../..')

const installed = [
  process.env.CHROME_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** The machine's own Chromium, or the one that came with npm. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath =
    installed.find((path) => path && existsSync(path)) ?? (await alone('regulars-unpack-chromium', unpackChromium))
  return await chromium.launch({
    executablePath,
    args: [
      '--disable-gpu',
      '--hide-scrollbars',
      '--disable-background-networking',
      // Chromium refuses to run sandboxed as root.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  })
}

async function unpackChromium(): Promise<string> {
  const { default: packed, inflate, setupLambdaEnvironment } = await import('@sparticuz/chromium')
  packed.setGraphicsMode = false
  const path = await packed.executablePath()
  // It brings the libraries that a machine without a desktop lacks.
  const libraries = join(tmpdir(), 'al2023', 'lib')
  if (!(await starts(path))) {
    await inflate(join(root, 'node_modules/@sparticuz/chromium/bin/al2023.tar.br'))
    setupLambdaEnvironment(libraries)
  }
  return path
}

async function starts(path: string): Promise<boolean> {
  return await promisify(execFile)(path, ['--version']).then(
    () => true,
    () => false,
  )
}

/** Builds dist/console when its sources have changed since the last time, as `npm start` does. */
export async function buildConsole(): Promise<void> {
  await alone('regulars-build-console', async () => {
    const script = "import { buildConsole } from './scripts/bootstrap/console.js'; await buildConsole(process.execPath)"
    await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { cwd: root })
  })
}

const staleMs = 180_000

/** One process at a time: test files run side by side. */
async function alone<T>(name: string, work: () => Promise<T>): Promise<T> {
  const lock = join(tmpdir(), `${name}-${process.getuid?.() ?? 0}`)
  while (!take(lock)) await new Promise((resolve) => setTimeout(resolve, 200))
  try {
    return await work()
  } finally {
    rmdirSync(lock)
  }
}

function take(lock: string): boolean {
  try {
    mkdirSync(lock)
    return true
  } catch {
    const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs
    // Left behind by a process that was killed.
    if (since !== undefined && Date.now() - since > staleMs) rmdirSync(lock)
    return false
  }
}
