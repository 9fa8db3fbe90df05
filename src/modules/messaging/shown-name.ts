import { sql } from 'kysely'

/** What customer `c` is called in lists: those without a name are known by their address or number. */
export const shownName = sql`coalesce(nullif(c.name, ''), c.email, c.external_id, c.phone, '#' || c.number)`
