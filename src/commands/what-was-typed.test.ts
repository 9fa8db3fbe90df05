import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'regulars-typed-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const png = Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), Buffer.alloc(500)])
writeFileSync(join(folder, 'logo.csv'), png)
writeFileSync(join(folder, 'orders.csv'), 'order,customer,date,total\n1,anna,2025-01-25,5\n')

/** `regulars …` in an installation that nothing has been started in. */
function type(args: string[]): Promise<{ code: number; err: string }> {
  const env = { PATH: process.env.PATH, REGULARS_LOCALE: 'en', DATA_DIR: join(folder, 'data'), INIT_CWD: folder }
  return new Promise((resolve) => {
    const cli = join(import.meta.dirname, '../cli.ts')
    execFile(process.execPath, [cli, ...args], { env, timeout: 20_000 }, (error, _, err) =>
      resolve({ code: error ? Number(error.code) : 0, err }),
    )
  })
}

test.each([
  ['import', 2, /regulars import orders\.csv/],
  ['import nowhere.csv', 3, /nowhere\.csv/],
  ['import logo.csv', 4, /not a table/],
  ['import orders.csv --colour red', 2, /--colour/],
  ['import orders.csv --kind things', 2, /--kind/],
  ['import orders.csv --zone Mars/Base', 2, /Mars/],
  ['import orders.csv --currency coins', 2, /EUR/],
  ['import orders.csv --dates backwards', 2, /dmy/],
  ['import orders.csv --map customer=Nobody', 2, /Nobody/],
  ['report nowhere.csv', 3, /nowhere\.csv/],
  ['report logo.csv', 4, /not a table/],
  ['report orders.csv --colour red', 2, /--colour/],
  ['report orders.csv --locale de', 2, /--locale/],
  ['report orders.csv --calendar lunar', 2, /gregorian, jalali/],
  ['report orders.csv --html .', 3, /EISDIR/],
  ['start --port 80', 2, /--port/],
  ['start again', 2, /not understood/],
  ['demo cafe shop', 2, /demo/],
  ['simulate --customers none', 2, /--customers/],
  ['analytics rebuild --fast', 2, /--fast/],
  ['audit verify all', 2, /not understood/],
  ['ledger verify --colour', 2, /--colour/],
  ['admin create --email a@b.example --role king', 2, /king/],
  ['config --json', 2, /--json/],
  ['models summarize nowhere.csv --map x=1', 2, /./],
] as const)('%s ends with %i, and starts nothing', async (words, code, sentence) => {
  const said = await type(words.split(' '))
  expect(said).toEqual({ code, err: expect.stringMatching(sentence) })
  expect(existsSync(join(folder, 'data'))).toBe(false)
})
