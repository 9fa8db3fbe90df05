import { sql } from 'kysely'
import type { ChangePreferences, Channel, Frequency, Preferences } from '#contract/care'
import type { Tx } from '#platform/postgres'
import { type Change, type Family, tellTimeline } from './in-customer.ts'

type Row = {
  channel: Channel | null
  locale: Preferences['locale']
  quietFrom: string | null
  quietUntil: string | null
  frequency: Frequency | null
  interests: string[]
}

/** Of people who were joined, the latest word on each counts, and the interests of all. */
export async function readPreferences(tx: Tx, { workspaceId, ids }: Family): Promise<Preferences> {
  return joinPreferences(await readRows(tx, workspaceId, ids))
}

/** The same for many at once, by who they are now; `families` says who was joined to whom. */
export async function readManyPreferences(
  tx: Tx,
  workspaceId: string,
  families: { id: string; personId: string }[],
): Promise<Map<string, Preferences>> {
  const personOf = new Map(families.map(({ id, personId }) => [id, personId]))
  const rows = await readRows(tx, workspaceId, [...personOf.keys()])
  const byPerson = Map.groupBy(rows, ({ customerId }) => personOf.get(customerId) ?? customerId)
  return new Map([...new Set(personOf.values())].map((id) => [id, joinPreferences(byPerson.get(id) ?? [])]))
}

async function readRows(tx: Tx, workspaceId: string, ids: string[]): Promise<(Row & { customerId: string })[]> {
  const found = await sql<Row & { customerId: string }>`select customer_id as "customerId", channel, locale,
      to_char(quiet_from, 'HH24:MI') as "quietFrom", to_char(quiet_until, 'HH24:MI') as "quietUntil", frequency, interests
    from customer_preferences where workspace_id = ${workspaceId} and customer_id = any(${ids}::uuid[])
    order by changed_at desc`.execute(tx)
  return found.rows
}

function joinPreferences(rows: Row[]): Preferences {
  const latest = <K extends 'channel' | 'locale' | 'frequency'>(name: K): Row[K] | null =>
    rows.find((row) => row[name] !== null)?.[name] ?? null
  const quiet = rows.find((row) => row.quietFrom !== null)
  return {
    channel: latest('channel'),
    locale: latest('locale'),
    quietHours: quiet?.quietFrom && quiet.quietUntil ? { from: quiet.quietFrom, until: quiet.quietUntil } : null,
    frequency: latest('frequency'),
    interests: distinct(rows.flatMap((row) => row.interests)),
  }
}

/** What is not given stays. Afterwards the customer's own row says everything; those of joined people only fill gaps. */
export async function changePreferences(change: Change, wanted: ChangePreferences): Promise<Preferences> {
  const { tx, family, now } = change
  // Everything is written anew: whoever else changes something of them waits here, and finds it.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`preferences:${family.workspaceId}:${family.customerId}`}, 0))`.execute(
    tx,
  )
  const old = await readPreferences(tx, family)
  const next: Preferences = { ...old, ...withoutUndefined(wanted) }
  const { channel, locale, quietHours, frequency } = next
  const interests = distinct(next.interests)
  // What was cleared or struck out must not shine through from somebody who was joined.
  if (family.ids.length > 1) {
    await sql`delete from customer_preferences
      where workspace_id = ${family.workspaceId} and customer_id = any(${family.ids.slice(1)}::uuid[])`.execute(tx)
  }
  await sql`insert into customer_preferences
      (workspace_id, customer_id, channel, locale, quiet_from, quiet_until, frequency, interests, changed_at)
    values (${family.workspaceId}, ${family.customerId}, ${channel}, ${locale}, ${quietHours?.from ?? null}::time,
      ${quietHours?.until ?? null}::time, ${frequency}, ${interests}::text[], ${now.toString()})
    on conflict (workspace_id, customer_id) do update set channel = excluded.channel, locale = excluded.locale,
      quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until, frequency = excluded.frequency,
      interests = excluded.interests, changed_at = excluded.changed_at`.execute(tx)
  await tellTimeline(change, 'Preferences Changed', { fields: Object.keys(withoutUndefined(wanted)) })
  return { ...next, interests }
}

/** In the spelling that came first. */
function distinct(words: string[]): string[] {
  return [...new Map(words.toReversed().map((word) => [word.toLocaleLowerCase(), word])).values()].toReversed()
}

function withoutUndefined<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
}
