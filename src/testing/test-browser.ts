import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, expect } from 'vitest'
import { buildConsole, launchBrowser } from './browser.ts'
import { openPage, signInPage } from './browser-page.ts'
import { owner, type TestServer } from './start-test-server.ts'

export type Visit = (
  options: BrowserContextOptions & { signedIn?: boolean },
  work: (page: Page) => Promise<void>,
) => Promise<void>

/** The console, built, for servers that start after this. */
export async function prepareBrowser(): Promise<Browser> {
  await buildConsole()
  const browser = await launchBrowser()
  afterAll(() => browser.close())
  return browser
}

/** Runs `work` on a page of its own; afterwards nothing may have gone wrong on it: no error, no foreign request, no breach of the policy. */
export function visitor(browser: Browser, server: TestServer): Visit {
  return async ({ signedIn = true, ...options }, work) => {
    const { page, problems, close } = await openPage(browser, server.url, options)
    try {
      if (signedIn) await signInPage(page, server.url, owner)
      await work(page)
      expect(problems).toEqual([])
    } finally {
      await close()
    }
  }
}
