/** Row types of the tables that modules read through Kysely's builder; numbered SQL in migrations/postgres is the truth. */
import type { ColumnType, Generated, JSONColumnType } from 'kysely'

type Timestamp = ColumnType<Date, Date | string, Date | string>
type Json<T extends object> = JSONColumnType<T, string, string>

export type Database = {
  workspaces: {
    workspace_id: string
    name: string
    time_zone: Generated<string>
    currency: Generated<string>
    locale: Generated<string>
    silence_days: number | null
    is_sample: Generated<boolean>
    next_customer_number: Generated<number>
    created_at: Generated<Timestamp>
  }
  api_keys: {
    workspace_id: string
    api_key_id: string
    kind: 'write' | 'server'
    name: string
    prefix: string
    key_hash: Buffer
    created_at: Generated<Timestamp>
    last_used_at: Timestamp | null
    revoked_at: Timestamp | null
  }
  event_log: {
    workspace_id: string
    position: Generated<number>
    message_key: string
    occurred_at: Timestamp
    received_at: Timestamp
    source: string
    import_id: string | null
    event: string | null
    body: Json<Record<string, unknown>>
  }
  event_writers: { workspace_id: string; written: number }
  event_offsets: { workspace_id: string; projected: number }
  event_batches: {
    workspace_id: string
    batch_id: Generated<number>
    from_position: number
    to_position: number
    positions: number[]
    customer_ids: string[]
    projected_at: Timestamp
    pending: Json<Record<string, unknown>> | null
    attempt: string | null
  }
  dead_letters: {
    workspace_id: string
    dead_letter_id: string
    received_at: Timestamp
    source: string
    reason: string
    detail: string
    params: Json<Record<string, string | number>>
    body: string
    status: Generated<'open' | 'replayed' | 'discarded'>
    resolved_at: Timestamp | null
  }
  customers: {
    workspace_id: string
    customer_id: string
    number: number
    name: string | null
    email: string | null
    phone: string | null
    external_id: string | null
    traits: Json<Record<string, unknown>>
    trait_times: Json<Record<string, number>>
    tags: string[]
    search_text: string
    first_seen_at: Timestamp
    last_seen_at: Timestamp
    is_anonymous: boolean
    created_by_import: string | null
    merged_into: string | null
  }
  customer_identities: { workspace_id: string; kind: string; value: string; customer_id: string }
  customer_measures: {
    workspace_id: string
    customer_id: string
    orders: number
    visits: number
    revenue_minor: number
    refunded_minor: number
    cost_minor: number | null
    average_minor: number
    first_order_at: Timestamp | null
    last_order_at: Timestamp | null
    first_visit_on: string | null
    last_visit_on: string | null
    recent_visits: string[]
    usual_gap_days: number | null
    late_from: string | null
    yearly_minor: number
    came_back_on: string | null
  }
  orders: {
    workspace_id: string
    order_id: string
    customer_id: string
    state_at: Timestamp
    ordered_at: Timestamp
    ordered_on: string
    currency: string
    revenue_minor: number
    cost_minor: number | null
    items: number
    source: string
    import_id: string | null
    cancelled: boolean
  }
  refunds: {
    workspace_id: string
    refund_id: string
    order_id: string
    customer_id: string
    refunded_at: Timestamp
    refunded_on: string
    currency: string
    amount_minor: number
    source: string
    import_id: string | null
  }
  imports: {
    workspace_id: string
    import_id: string
    kind: 'orders' | 'customers' | 'events'
    file_name: string
    file_bytes: number
    file_sha256: string | null
    mapping: Json<Record<string, unknown>>
    status: string
    progress: Json<Record<string, unknown>>
    checkpoint: Json<Record<string, unknown>>
    error: string | null
    created_at: Timestamp
    started_at: Timestamp | null
    finished_at: Timestamp | null
  }
}
