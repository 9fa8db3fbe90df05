import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { listCustomersQuery } from '#contract/customers'
import { inWorkspace } from '#platform/postgres'
import { fakeClock, newWorkspace, testDb } from '#testing'
import { exportCustomers } from './export-customers.ts'
import { listCustomers } from './list-customers.ts'
import { foldText } from './profile/merge-traits.ts'

const { db } = await testDb()
const deps = { db, clock: fakeClock('2026-03-01T12:00:00Z'), silenceDays: async () => 90 }

type Person = { name: string; traits?: object; tags?: string[]; visits?: number }

/** So many customers, made by the engine as an import would leave them. */
async function shopOf(people: Person[]): Promise<string> {
  const workspaceId = await newWorkspace(db)
  const rows = people.map(({ name, traits = {}, tags = [], visits = 1 }, i) => ({
    name,
    text: foldText(`${name}\nu${i + 1}`),
    number: i + 1,
    traits,
    tags,
    visits,
  }))
  await inWorkspace(db, workspaceId, async (tx) => {
    await sql`insert into customers (workspace_id, customer_id, number, name, search_text, traits, tags, first_seen_at, last_seen_at)
      select ${workspaceId}, gen_random_uuid(), p.number, p.name, p.text, p.traits,
        array(select jsonb_array_elements_text(p.tags)), now(), now()
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as p (number int, name text, text text, traits jsonb, tags jsonb)`.execute(
      tx,
    )
    await sql`insert into customer_measures (workspace_id, customer_id, orders, visits, revenue_minor, average_minor,
        first_order_at, last_order_at, first_visit_on, last_visit_on, usual_gap_days, late_from, yearly_minor)
      select ${workspaceId}, c.customer_id, p.visits, p.visits, p.visits * 100, 100 + p.number % 7,
        case when p.visits > 0 then timestamptz '2025-01-01' + p.number * interval '1 minute' end,
        case when p.visits > 0 then timestamptz '2026-02-01' + p.number * interval '1 minute' end, '2025-01-01',
        case when p.visits > 0 then date '2026-02-01' + p.number % 20 end,
        case when p.visits > 3 then 3 + p.number % 5 end, case when p.visits > 3 then date '2026-02-20' + p.number % 20 end,
        p.visits * 50
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as p (number int, visits int)
      join customers c on c.workspace_id = ${workspaceId} and c.number = p.number`.execute(tx)
    await sql`update workspaces set next_customer_number = ${rows.length + 1} where workspace_id = ${workspaceId}`.execute(
      tx,
    )
  })
  return workspaceId
}

async function namesOf(workspaceId: string, query: object): Promise<(string | null)[]> {
  const page = await listCustomers(
    deps,
    workspaceId,
    listCustomersQuery.parse({ sort: 'name', direction: 'asc', ...query }),
  )
  return page.customers.map((row) => row.name)
}

test('traits are asked for by what fits them: more and less, days, parts of words, known or not', async () => {
  const shop = await shopOf([
    { name: 'Anna', traits: { points: 5, since: '2024-05-01', city: 'Győr' } },
    { name: 'Béla', traits: { points: '40', since: '2025-05-01T10:00:00Z', city: 'Budapest' } },
    { name: 'Csaba', traits: { points: 'many', city: 'Buda' } },
    { name: 'Dóra', traits: {} },
  ])
  const where = (...conditions: string[]) => namesOf(shop, { where: conditions })
  expect(await where('points:more:5')).toEqual(['Béla'])
  expect(await where('points:less:۴۰')).toEqual(['Anna'])
  expect(await where('points:between:5..40')).toEqual(['Anna', 'Béla'])
  expect(await where('since:before:2025-01-01')).toEqual(['Anna'])
  expect(await where('since:after:2025-04-30')).toEqual(['Béla'])
  expect(await where('since:between:2024-05-01..2025-05-01')).toEqual(['Anna', 'Béla'])
  expect(await where('city:has:buda')).toEqual(['Béla', 'Csaba'])
  expect(await where('city:is:Győr')).toEqual(['Anna'])
  expect(await where('city:not:Győr')).toEqual(['Béla', 'Csaba', 'Dóra'])
  expect(await where('since:unknown')).toEqual(['Csaba', 'Dóra'])
  expect(await where('since:known', 'points:more:10')).toEqual(['Béla'])
  expect(await namesOf(shop, { where: ['city:known'], search: 'anna', sort: 'revenue' })).toEqual(['Anna'])
  for (const wrong of ['points', 'points:more', 'points:more:few', 'since:before:soon', 'points:between:1']) {
    await expect(where(wrong)).rejects.toMatchObject({ reason: 'bad_filter' })
  }
})

const mine = await shopOf([
  { name: 'Szűcs Őrs', traits: { city: 'Győr', points: 5 }, tags: ['vip'] },
  { name: 'علي رضایی', traits: { city: 'تهران' } },
  { name: 'Ирина Павлова' },
  { name: 'Ann 100% O\'Neil_a\\b "q"' },
  { name: 'Joann' },
])
const theirs = await shopOf([
  { name: 'canary Szűcs', traits: { city: 'Győr' }, tags: ['vip'] },
  { name: 'canary 100%_\\ \'"' },
])

test('a search folds accents, alphabets and digits', async () => {
  expect(await namesOf(mine, { search: 'SZUCS ors' })).toEqual(['Szűcs Őrs'])
  expect(await namesOf(mine, { search: 'علی' })).toEqual(['علي رضایی'])
  expect(await namesOf(mine, { search: 'ضای' })).toEqual(['علي رضایی'])
  expect(await namesOf(mine, { search: 'u۲' })).toEqual(['علي رضایی'])
  expect(await namesOf(mine, { search: 'павл' })).toEqual(['Ирина Павлова'])
  // Letters that share a key are told apart by the text.
  expect(await namesOf(mine, { search: 'qbcd' })).toEqual([])
})

test('three letters are found within a word, fewer at its beginning', async () => {
  expect(await namesOf(mine, { search: 'ann' })).toHaveLength(2)
  expect(await namesOf(mine, { search: 'an' })).toEqual(['Ann 100% O\'Neil_a\\b "q"'])
  expect(await namesOf(mine, { search: 'пА' })).toEqual(['Ирина Павлова'])
})

test('signs that mean something to the database are only signs', async () => {
  for (const sign of ['%', '100%', '_a', '\\', 'a\\b', "o'neil", '"q"', '100% "q"']) {
    const found = await namesOf(mine, { search: sign })
    for (const name of found) expect(foldText(name ?? '')).toContain(sign.split(' ')[0])
  }
  expect(await namesOf(mine, { search: '100%' })).toHaveLength(1)
  expect(await namesOf(mine, { search: "o'neil" })).toHaveLength(1)
  expect(await namesOf(mine, { search: '%%%' })).toEqual([])
  expect(await namesOf(mine, { search: '___' })).toEqual([])
})

test('traits and tags are found with the other conditions', async () => {
  expect(await namesOf(mine, { trait: 'city:Győr', tag: 'vip', search: 'szu' })).toEqual(['Szűcs Őrs'])
  expect(await namesOf(mine, { trait: ['city:Győr', 'city:تهران'] })).toHaveLength(2)
  expect(await namesOf(mine, { trait: 'points:5' })).toEqual(['Szűcs Őrs'])
  expect(await namesOf(mine, { trait: ['city:تهران'], tag: 'vip' })).toEqual([])
})

test('the search never leaves the workspace of the transaction, whatever it is told', async () => {
  const words = [
    'canary',
    'szucs',
    '',
    '%',
    '%%%',
    '_',
    '\\',
    "'",
    '"',
    "' or true --",
    '$1',
    '{canary}',
    'a) or (true',
  ]
  const traits = ['[]', '[[{}]]', '[[{"city":"Győr"}]]', `[[{"a'b":"$1"}]]`]
  const find = (word: string, trait: string, tag: string[]) =>
    sql<{ id: string }>`select id from find_customers(${[word]}::text[], ${trait}::jsonb, ${tag}::text[], 1000) f (id)`
  const owned = await inWorkspace(db, mine, (tx) =>
    sql<{ id: string }>`select customer_id as id from customers`.execute(tx),
  )
  const ids = new Set(owned.rows.map((row) => row.id))
  for (const word of words) {
    for (const trait of traits) {
      for (const tag of [[], ['vip'], ["x') or true --"]]) {
        const found = await inWorkspace(db, mine, (tx) => find(word, trait, tag).execute(tx))
        expect(found.rows.filter((row) => !ids.has(row.id))).toEqual([])
        expect((await find(word, trait, tag).execute(db)).rows, 'without a workspace').toEqual([])
      }
    }
  }
  expect(await namesOf(theirs, { search: 'canary' })).toHaveLength(2)
  expect(await namesOf(mine, { search: 'canary' })).toEqual([])
})

test('who may search owns nothing, and nobody may be them', async () => {
  const found = await sql<{
    super: boolean
    bypass: boolean
    login: boolean
    owns: number
    member: boolean
    anybody: boolean
  }>`
    select r.rolsuper as super, r.rolbypassrls as bypass, r.rolcanlogin as login, pg_has_role(current_user, r.oid, 'member') as member,
      (select count(*)::int from pg_class c where c.relowner = r.oid) as owns,
      exists (select from pg_proc p, aclexplode(p.proacl) a where p.proname = 'find_customers' and a.grantee = 0) as anybody
    from pg_roles r join pg_proc p on p.proowner = r.oid where p.proname = 'find_customers'`.execute(db)
  expect(found.rows).toEqual([{ super: false, bypass: false, login: false, owns: 0, member: false, anybody: false }])
})

test('every sort lists everybody once, whichever way they are found, in a shop too big to be looked up whole', async () => {
  const size = 5_200
  const big = await shopOf(
    Array.from({ length: size }, (_, i) => ({
      name: `Person ${i % 10 === 0 ? 'rare' : 'common'} ${i}`,
      visits: i % 9 < 7 ? 2 : i % 9 === 7 ? ([0, 1][i % 2] ?? 0) : 4 + (i % 5),
      traits: { country: i % 2 === 0 ? 'HU' : 'PL' },
    })),
  )
  const ask = async (query: object): Promise<{ ids: Set<string>; rows: number; total: number }> => {
    const ids = new Set<string>()
    let rows = 0
    let total = -1
    let cursor: string | undefined
    do {
      const page = await listCustomers(deps, big, listCustomersQuery.parse({ limit: 200, ...query, cursor }))
      for (const row of page.customers) ids.add(row.customerId)
      rows += page.customers.length
      if (total < 0) total = page.total
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    return { ids, rows, total }
  }
  const queries = [
    { search: 'rare' },
    { trait: 'country:HU', search: 'common', filter: 'regulars' },
    { filter: 'one_time' },
    { filter: 'regulars' },
    { filter: 'no_orders' },
    { filter: 'late' },
  ]
  for (const query of queries) {
    const expected = await ask({ ...query, sort: 'name' })
    expect(expected.ids.size).toBeGreaterThan(50)
    for (const [sort, direction] of [
      ['revenue', 'asc'],
      ['usual_gap', 'desc'],
    ] as const) {
      const found = await ask({ ...query, sort, direction })
      expect(found.rows, `${JSON.stringify(query)} ${sort} ${direction}`).toBe(expected.rows)
      expect(found.ids, `${JSON.stringify(query)} ${sort} ${direction}`).toEqual(expected.ids)
      expect(found.total).toBe(expected.ids.size)
    }
  }
}, 60_000)

test('sorted by risk or value, who is gone or has no forecast comes last, page after page; a band means those still here', async () => {
  const shop = await shopOf(['Anna', 'Béla', 'Csaba', 'Dóra', 'Emma', 'Feri'].map((name) => ({ name })))
  const scored: [string, number, string, boolean, number][] = [
    ['Anna', 0.2, 'low', false, 900],
    ['Béla', 0.9, 'high', false, 300],
    ['Csaba', 0.99, 'high', true, 0],
    ['Dóra', 0.123, 'low', false, 5000],
    ['Emma', 0.8, 'high', false, 700],
  ]
  await inWorkspace(db, shop, async (tx) => {
    for (const [name, risk, band, isGone, clv] of scored)
      await sql`insert into customer_scores (workspace_id, customer_id, version_id, scored_on, risk, band, is_gone, base_risk, rest_weight,
          reasons, alive, expected_orders, clv_minor, clv_low_minor, clv_high_minor, at_stake_minor, value_band, week_risk)
        select ${shop}, customer_id, gen_random_uuid(), '2026-03-01', ${risk}, ${band}, ${isGone}, 0, 0, '[]', 1, 1, ${clv}, 0, ${clv}, 0, 1, 0.5
        from customers where workspace_id = ${shop} and name = ${name}`.execute(tx)
  })
  const inPages = async (query: object): Promise<(string | null)[]> => {
    const names: (string | null)[] = []
    let cursor: string | undefined
    do {
      const page = await listCustomers(deps, shop, listCustomersQuery.parse({ limit: 2, ...query, cursor }))
      names.push(...page.customers.map((row) => row.name))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    return names
  }
  expect((await inPages({ sort: 'risk' })).slice(0, 4)).toEqual(['Béla', 'Emma', 'Anna', 'Dóra'])
  expect((await inPages({ sort: 'risk', direction: 'asc' })).slice(0, 4)).toEqual(['Dóra', 'Anna', 'Emma', 'Béla'])
  expect(new Set(await inPages({ sort: 'risk' })).size).toBe(6)
  expect(await inPages({ sort: 'clv' })).toEqual(['Dóra', 'Anna', 'Emma', 'Béla', 'Csaba', 'Feri'])
  expect(await inPages({ sort: 'clv', direction: 'asc', search: 'u' })).toEqual([
    'Csaba',
    'Béla',
    'Emma',
    'Anna',
    'Dóra',
    'Feri',
  ])
  expect(await inPages({ sort: 'risk', risk: 'high' })).toEqual(['Béla', 'Emma'])
  const [first] = (await listCustomers(deps, shop, listCustomersQuery.parse({ sort: 'risk' }))).customers
  expect(first?.score).toEqual({ clvMinor: 300, risk: 0.9, band: 'high', isGone: false, weekRisk: 0.5 })
})

test('who takes the list away has all that is foretold of each customer, and nothing of those not scored yet', async () => {
  const shop = await shopOf([{ name: 'Anna' }, { name: 'Béla' }, { name: 'Csaba' }])
  await inWorkspace(db, shop, (tx) =>
    sql`insert into customer_scores (workspace_id, customer_id, version_id, scored_on, risk, band, is_gone, base_risk, rest_weight,
        reasons, alive, next_visit_on, next_visit_from, next_visit_to, expected_orders, clv_minor, clv_low_minor, clv_high_minor,
        at_stake_minor, value_band, best_hour)
      select ${shop}, customer_id, gen_random_uuid(), '2026-03-01', 0.25, 'low', name = 'Béla', 0, 0, '[]', 0.75, '2026-03-08',
        '2026-03-05', '2026-03-12', 4.5, 900, 600, 1300, 225, 1, 18
      from customers where workspace_id = ${shop} and name <> 'Csaba'`.execute(tx),
  )
  const byName = listCustomersQuery.parse({ sort: 'name', direction: 'asc' })
  const may = { kind: 'system', may: () => true } as const
  const anna = (await listCustomers(deps, shop, byName)).customers[0]?.customerId ?? ''
  const nextProducts = async () => new Map([[anna, ['Green tea', 'Teapot']]])
  const { header, rows } = await exportCustomers({ ...deps, nextProducts }, shop, may, byName)
  const found = (await Array.fromAsync(rows)).map((row) => Object.fromEntries(header.map((name, i) => [name, row[i]])))
  const foretold = {
    ...{ clv_minor: 900, clv_low_minor: 600, clv_high_minor: 1300, at_stake_minor: 225 },
    ...{ alive: 0.75, next_visit_on: '2026-03-08', next_visit_from: '2026-03-05', next_visit_to: '2026-03-12' },
    ...{ expected_orders: 4.5, best_hour: 18 },
  }
  expect(found[0]).toMatchObject({ name: 'Anna', risk: 0.25, risk_band: 'low', ...foretold })
  expect(found.map((row) => row.next_products)).toEqual(['Green tea; Teapot', null, null])
  expect(found[1]).toMatchObject({ name: 'Béla', risk: null, risk_band: 'gone', ...foretold })
  expect(found[2]).toMatchObject({ name: 'Csaba', risk: null, risk_band: null, alive: null, clv_low_minor: null })
  const mayNot = { kind: 'system', may: () => false } as const
  await expect(exportCustomers({ ...deps, nextProducts }, shop, mayNot, byName)).rejects.toMatchObject({
    code: 'forbidden',
  })
})
