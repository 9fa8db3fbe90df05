import { sql } from 'kysely'
import type { Tx } from '#platform/postgres'

type Subject = { workspaceId: string; customerIds: string[]; identities?: { value: string }[] }

/** What this module keeps of people. The ledger stays when somebody is forgotten, without saying whose it was. */
export const loyaltyPersonalData = {
  export: async (tx: Tx, workspaceId: string, customerIds: string[]): Promise<Record<string, unknown[]>> => {
    const mine = sql`m.workspace_id = ${workspaceId} and m.customer_id = any(${customerIds}::uuid[])`
    const members =
      await sql`select m.reference, m.joined_at as joined, m.birthday, m.tier, m.tier_until as "tierUntil", a.balance,
        m.lifetime from loyalty_members m join loyalty_accounts a using (workspace_id, account_id) where ${mine}`.execute(
        tx,
      )
    const ledger = await sql`select t.kind, t.at, t.order_ref as "order", t.detail from loyalty_members m
      join loyalty_transactions t on t.workspace_id = m.workspace_id and t.member_id = m.member_id
      where ${mine} order by t.transaction_id`.execute(tx)
    const vouchers =
      await sql`select v.reward_id as reward, v.issued_at as issued, v.expires_at as expires, v.used_at as used
      from loyalty_members m join loyalty_vouchers v on v.workspace_id = m.workspace_id and v.member_id = m.member_id
      where ${mine} order by v.issued_at`.execute(tx)
    const badges = await sql`select b.challenge_id as challenge, b.times, b.last_at as last
      from loyalty_members m join loyalty_badges b on b.workspace_id = m.workspace_id and b.member_id = m.member_id
      where ${mine} order by b.last_at`.execute(tx)
    const board = await sql`select b.nickname, b.entered_at as entered, b.hidden_at as hidden
      from loyalty_members m join loyalty_board_members b on b.workspace_id = m.workspace_id and b.member_id = m.member_id
      where ${mine}`.execute(tx)
    const plans =
      await sql`select p.plan_id as plan, p.since, p.paid_until as "paidUntil", p.cancelled_at as cancelled, p.ended_at as ended
      from loyalty_members m join loyalty_plan_members p on p.workspace_id = m.workspace_id and p.member_id = m.member_id
      where ${mine}`.execute(tx)
    const invitations = await sql`select kind, target, created_at as invited, until, used from loyalty_invitations
      where workspace_id = ${workspaceId} and customer_id = any(${customerIds}::uuid[]) order by created_at`.execute(tx)
    const cards =
      await sql`select c.number, c.created_at as opened, c.locale, c.contact, c.consent_wording as "consentWording",
        c.consent_at as "consentAt", c.revoked_at as "takenBack"
      from loyalty_members m join loyalty_cards c on c.workspace_id = m.workspace_id and c.member_id = m.member_id
      where ${mine} order by c.created_at`.execute(tx)
    const wallets = await sql`select p.wallet, p.changed_at as changed from loyalty_members m
      join loyalty_cards c on c.workspace_id = m.workspace_id and c.member_id = m.member_id
      join loyalty_wallet_passes p on p.workspace_id = c.workspace_id and p.card_id = c.card_id where ${mine}`.execute(
      tx,
    )
    return {
      loyalty: members.rows,
      loyalty_ledger: ledger.rows,
      loyalty_vouchers: vouchers.rows,
      loyalty_badges: badges.rows,
      loyalty_leaderboard: board.rows,
      loyalty_plans: plans.rows,
      loyalty_invitations: invitations.rows,
      loyalty_cards: cards.rows,
      loyalty_wallets: wallets.rows,
    }
  },
  erase: async (tx: Tx, { workspaceId, customerIds, identities = [] }: Subject): Promise<Record<string, number>> => {
    const gone = await sql<{
      id: string
    }>`update loyalty_members set customer_id = null, reference = null, birthday = null,
        birthday_set_at = null where workspace_id = ${workspaceId} and customer_id = any(${customerIds}::uuid[])
      returning member_id as id`.execute(tx)
    await sql`delete from loyalty_told_traits where workspace_id = ${workspaceId}
      and member_id = any(${gone.rows.map(({ id }) => id)}::uuid[])`.execute(tx)
    // Cards of members who became one of these go, too; and what somebody else typed of these people's addresses.
    const cards = await sql`with recursive mine as (
        select member_id from loyalty_members where workspace_id = ${workspaceId}
          and member_id = any(${gone.rows.map(({ id }) => id)}::uuid[])
        union select m.member_id from loyalty_members m join mine on m.merged_into = mine.member_id
          where m.workspace_id = ${workspaceId})
      update loyalty_cards set contact = null, contact_kind = null, consent_wording = null, consent_at = null, device_hash = null,
        revoked_at = case when member_id in (select member_id from mine) then coalesce(revoked_at, now()) else revoked_at end
      where workspace_id = ${workspaceId} and (member_id in (select member_id from mine)
        or contact = any(${identities.map(({ value }) => value)}::text[]))`.execute(tx)
    await sql`delete from loyalty_payment_marks where workspace_id = ${workspaceId}
      and member_id = any(${gone.rows.map(({ id }) => id)}::uuid[])`.execute(tx)
    await sql`delete from loyalty_board_members where workspace_id = ${workspaceId}
      and member_id = any(${gone.rows.map(({ id }) => id)}::uuid[])`.execute(tx)
    await sql`update loyalty_plan_members set stripe_customer = null, stripe_subscription = null where workspace_id = ${workspaceId}
      and member_id = any(${gone.rows.map(({ id }) => id)}::uuid[])`.execute(tx)
    await sql`update loyalty_invitations set customer_id = null, note = null, withdrawn_at = coalesce(withdrawn_at, now())
      where workspace_id = ${workspaceId} and customer_id = any(${customerIds}::uuid[])`.execute(tx)
    // A card that is taken back lies in no wallet any more, and its phone is not told of it.
    for (const table of ['loyalty_phone_codes', 'loyalty_wallet_devices', 'loyalty_wallet_passes'])
      await sql`delete from ${sql.table(table)} x where x.workspace_id = ${workspaceId} and exists (select from loyalty_cards c
        where c.workspace_id = x.workspace_id and c.card_id = x.card_id and c.revoked_at is not null)`.execute(tx)
    return { loyalty: gone.rows.length, loyalty_cards: Number(cards.numAffectedRows ?? 0) }
  },
}
