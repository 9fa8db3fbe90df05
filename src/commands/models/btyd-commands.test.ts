import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'regulars-models-'))
})
afterAll(() => rm(folder, { recursive: true }))

type Said = { code: number; out: string; err: string }

/** `regulars models …` at a terminal. */
function models(...args: string[]): Promise<Said> {
  const cli = join(import.meta.dirname, '../../cli.ts')
  const env = { PATH: process.env.PATH, REGULARS_LOCALE: 'en' }
  return new Promise((resolve) => {
    execFile(process.execPath, [cli, 'models', ...args], { env }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    )
  })
}
async function fileOf(name: string, text: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}
const testing = join(import.meta.dirname, '../../models/btyd/testing')

test('a purchase log of whitespace and yyyymmdd becomes a line a customer', async () => {
  const log = await fileOf(
    'log.txt',
    ` 00001 19970101  2   29.33
 00001 19970118  2   29.73
 00001 19970118  1    5.00
 00001 19970802  1   14.96
 00001 19971212  2   26.48
 00002 19970102  1   10.00
 00002 19970301  1   -5.00
 00003 19980101  1   10.00
`,
  )
  const dates = ['--until', '1997-09-30', '--holdout-until', '19980630']
  const said = await models('summarize', log, '--columns', 'customer=1,date=2,value=4', ...dates, '--unit', 'day')
  expect(said).toEqual({
    code: 0,
    err: '',
    out: 'x,tx,T,value,holdout,customer\n2,213,272,24.845,1,00001\n0,0,271,0,0,00002\n',
  })
})

test('columns by name, a product of two, days in front, no customer, weeks; the last day is the default end', async () => {
  const log = await fileOf(
    'shop.csv',
    `Invoice;Quantity;Price;When;Buyer
1;2;1.5;25/12/2010 08:26;"Smith; A"
2;1;4;01/01/2011 08:26;"Smith; A"
3;-1;4;01/02/2011 08:26;"Smith; A"
4;1;4;15/01/2011 08:26;NA
5;1;0;15/01/2011;B
`,
  )
  const columns = 'customer=Buyer,date=When,value=Quantity*Price'
  expect((await models('summarize', log, '--columns', columns)).out).toBe(
    'x,tx,T,value,customer\n1,1,3,4,Smith; A\n0,0,0,0,B\n',
  )
  const paid = await models('summarize', log, '--columns', columns, '--paid-only', 'true', '--until', '2011-02-01')
  expect(paid.out.split('\n').slice(1)).toEqual(['1,1,5.428571428571429,4,Smith; A', ''])
  expect(await models('summarize', log, '--columns', 'customer=Buyer,date=Price')).toMatchObject({ code: 4, out: '' })
})

test('fit-btyd prints the fit, its warnings and the holdout', async () => {
  const said = await models(
    ...['fit-btyd', join(testing, 'online-retail.csv'), '--model', 'pareto-nbd'],
    ...['--columns', 'x=x,tx=tx,T=T,holdout=holdout', '--horizon', '181'],
  )
  const answer = JSON.parse(said.out)
  expect(answer).toMatchObject({
    model: 'pareto-nbd',
    fellBackTo: 'nbd',
    predictsBy: 'repeat-rate',
    warnings: [
      expect.stringContaining('no sign of customers leaving'),
      expect.stringContaining('rate of the time watched'),
    ],
    holdout: { actualSum: 6826, predictedSum: expect.closeTo(6786.6, 1), mae: expect.closeTo(1.451, 3) },
    holdoutOfModel: { predictedSum: expect.closeTo(6100.9, 1) },
  })
  expect(answer.holdout.byFrequency).toHaveLength(8)
  const without = JSON.parse((await models('fit-btyd', join(testing, 'cdnow.csv'), '--model', 'bg-nbd')).out)
  expect(without).not.toHaveProperty('holdout')
  expect(Object.keys(without.parameters)).toEqual(['r', 'alpha', 'a', 'b'])
  expect(Object.keys(without.standardErrors)).toEqual(['r', 'alpha', 'a', 'b'])
})

test('predictions a customer are written to a file, with a lifetime value where values are known', async () => {
  const customers = await fileOf(
    'c.csv',
    `who,x,tx,T,value\n${Array.from({ length: 60 }, (_, i) => `c${i},${i % 5},${i % 5 ? 5 + (i % 30) : 0},40,${i % 5 ? 10 + (i % 7) : ''}`).join('\n')}\n`,
  )
  // The mean value of somebody who never came back may be blank.
  const out = join(folder, 'predictions.csv')
  const columns = ['--columns', 'x=x,tx=tx,T=T,value=value', '--horizon', '52', '--discount', '0.002', '--out', out]
  expect(await models('fit-btyd', customers, ...columns)).toMatchObject({ code: 0, err: '' })
  const [heading, ...lines] = (await readFile(out, 'utf8')).trim().split('\n')
  expect(heading).toBe('x,tx,T,alive,aliveAtEnd,expected,expectedError,returns,wait,discounted,value,clv')
  expect(lines).toHaveLength(60)
  expect(lines.join()).not.toMatch(/NaN|Infinity|undefined/)
})

test('fit-gamma-gamma leaves those out who never came back', async () => {
  const file = join(testing, '../../gamma-gamma/testing/cdnow-repeaters.csv')
  const answer = JSON.parse((await models('fit-gamma-gamma', file, '--columns', 'x=1,value=2')).out)
  expect(answer).toMatchObject({
    parameters: { p: expect.closeTo(6.25, 2), q: expect.closeTo(3.74, 1), gamma: expect.closeTo(15.45, 2) },
    logLikelihood: expect.closeTo(-4055.92, 2),
    customers: 946,
  })
})

test('what looks like other figures than those asked for is warned of', async () => {
  const lines = Array.from({ length: 200 }, (_, i) =>
    i % 3 === 0 ? '0,12,20,' : `${1 + (i % 4)},${5 + (i % 9)},20,${(i % 7) - 1}`,
  )
  const since = await fileOf('since.csv', `x,tx,T,value\n${lines.join('\n')}\n`)
  expect(JSON.parse((await models('fit-btyd', since)).out).warnings).toContainEqual(
    expect.stringContaining('67 customers without a repeat purchase have a tx above 0'),
  )
  expect(JSON.parse((await models('fit-gamma-gamma', since)).out).warnings).toContainEqual(
    expect.stringMatching(/^\d+ customers came back whose purchases are worth 0 or less/),
  )
})

test('fit-sbg tells survival and retention of the periods held out too', async () => {
  const survivors = [1000, 869, 743, 653, 593, 551, 517, 491, 468, 445, 427, 409, 394]
  const [down, along, named] = await Promise.all([
    fileOf('down.txt', `${survivors.join('\n')}\n`),
    fileOf('along.csv', `${survivors.join(',')}\n`),
    fileOf('named.csv', `year,left\n${survivors.map((left, year) => `${year},${left}`).join('\n')}\n`),
  ])
  const answers = []
  for (const file of [down, along, named]) answers.push(JSON.parse((await models('fit-sbg', file, '--fit', '7')).out))
  for (const answer of answers) {
    expect(answer).toMatchObject({ parameters: { alpha: expect.closeTo(0.6681, 4), beta: expect.closeTo(3.8061, 4) } })
    expect(answer.logLikelihood).toBeCloseTo(-1611.158, 3)
    expect(answer.survival).toHaveLength(13)
    expect(answer.survival[12]).toBeCloseTo(0.378, 3)
    expect(answer.retention).toHaveLength(12)
    expect(answer.retention[11]).toBeCloseTo(0.957, 3)
    expect(answer.holdout.maxAbsoluteError).toBeCloseTo(0.016, 3)
  }
})

test('what cannot be modelled is said in a sentence', async () => {
  const nobody = await fileOf('nobody.csv', 'x,tx,T\n0,0,5\n0,0,7\n')
  const half = await fileOf('half.csv', 'x,T\n1.5,5\n2,7\n')
  const rising = await fileOf('rising.csv', '10\n12\n')
  for (const [args, code, sentence] of [
    [['fit-btyd', nobody], 4, /Nobody has bought a second time/],
    [['fit-btyd', nobody, '--model', 'nbdd'], 2, /--model is one of/],
    [['fit-btyd', nobody, '--columns', 'x=nix'], 2, /no column nix/],
    [['fit-btyd', nobody, '--columns', 'x=x,t_x=tx,T=T'], 2, /does not know t_x; what it knows: x, tx, T/],
    [['fit-btyd', nobody, '--discount', ''], 2, /--discount is a rate a unit of time/],
    [['summarize', nobody, '--columns', 'customer=x,day=T'], 2, /does not know day/],
    [['recommend', '--train', nobody, '--test', nobody, '--columns', 'user=1,items=2'], 2, /does not know items/],
    [['survival', nobody, rising, '--time', 'T', '--event', 'x'], 2, /neither an option nor a file/],
    [['fit-sbg', rising], 4, /Survivors cannot rise/],
    [['fit-sbg', rising, '--fit', '5'], 2, /--fit 5 needs 6 numbers/],
    [['fit-sbg', rising, '--fit', '1e9'], 2, /up to 10000/],
    [['fit-btyd', join(testing, 'cdnow.csv'), '--out', join(folder, 'no/such.csv')], 3, /--out .*such.csv: ENOENT/],
    [['fit-gamma-gamma', half, '--columns', 'x=x,value=T'], 4, /Line 2, x: 1.5 is not a count/],
    [['fit-gamma-gamma', nobody, '--columns', 'x=x,value=T'], 4, /Only 0 customers/],
  ] as [string[], number, RegExp][])
    expect(await models(...args)).toMatchObject({ code, out: '', err: expect.stringMatching(sentence) })
})
