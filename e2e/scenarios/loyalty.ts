import { loyaltyRules } from '#contract/loyalty'
import {
  addStamps,
  changeProgramme,
  claimReward,
  createProgramme,
  earnPoints,
  getProgramme,
  grantPoints,
  joinPool,
  joinProgramme,
  type LoyaltyDeps,
  listRewards,
  mergeMembers,
  type Place,
  postDue,
  readMember,
  reckonLiability,
  redeemPoints,
  redeemStamps,
  referMember,
  refundOrder,
  rollbackRedemption,
  setBirthday,
  spendPoints,
  spinWheel,
  takeVoucher,
  transferPoints,
  undoLastAward,
} from '#modules/loyalty'
import { createWorkspace } from '#modules/workspaces'
import { isDomainError } from '#platform/errors'
import { inWorkspace } from '#platform/postgres'
import { allowOnly, expectSame, type Node, type Scenario, type Stage } from './scenario.ts'

/** Drives the product's own doors with one scenario, in a workspace of its own; throws what was expected and what came. */
export async function runLoyaltyScenario({ regulars, clock }: Stage, scenario: Scenario): Promise<void> {
  const steps = (scenario.steps ?? []) as Node[]
  const program = (scenario.program ?? {}) as Node & { currency?: { code: string } }
  for (const step of steps) checkWords(step)
  clock.set(String(steps[0]?.at))
  const deps: LoyaltyDeps = { db: regulars.db, clock, onWritten: () => {} }
  const { workspaceId } = await createWorkspace(regulars.db, {
    name: scenario.id,
    timeZone: String(program.timezone ?? 'UTC'),
    currency: program.currency?.code ?? 'EUR',
    locale: 'en',
  })
  const { timezone, currency: _, ...settings } = program
  const wanted = toCamel(settings) as Node
  const rules = loyaltyRules.parse({ ...wanted, ...(timezone ? { timeZone: timezone } : {}) })
  checkSettings('program', wanted, rules)
  const { programmeId } = await createProgramme(deps, workspaceId, { kind: 'system' }, { name: scenario.id, rules })
  const place: Place = { workspaceId, programmeId, actor: { kind: 'system' } }
  const stage = { deps, place, member: (name: unknown) => memberOf(deps, place, name) }
  for (const [i, step] of steps.entries()) {
    const where = `step ${i + 1}`
    clock.set(String(step.at))
    if (Array.isArray(step.concurrent)) {
      for (const operation of step.concurrent as Node[]) await introduce(stage, operation)
      const answers = await Promise.all((step.concurrent as Node[]).map((operation) => perform(stage, operation)))
      expectSame(`${where} successes`, step.expect_successes, answers.filter(({ status }) => status === 'ok').length)
    }
    if (step.op !== undefined) {
      await introduce(stage, step)
      const answer = await perform(stage, step)
      const found = Object.fromEntries(Object.keys((step.result ?? {}) as Node).map((name) => [name, answer[name]]))
      expectSame(`${where} ${String(step.op)}`, step.result ?? {}, found)
    }
    for (const [name, wanted] of Object.entries((step.check ?? {}) as Record<string, Node>))
      await check(stage, `${where} ${name}`, name, wanted)
  }
}

/** What each operation reads, beside who does it when. */
const fields: Record<string, string[]> = {
  join: ['birthday', 'tier', 'tier_until'],
  earn: ['order', 'amount_minor', 'cash_paid_minor', 'discount_minor', 'points_used', 'items', 'occurred_at', 'key'],
  grant: ['points', 'expires_at', 'never'],
  spend: ['points'],
  redeem_amount: ['points', 'order', 'order_total_minor'],
  rollback_redeem: ['order'],
  refund: ['order', 'amount_minor', 'key'],
  expire_run: [],
  check: [],
  change_rate: ['points'],
  transfer: ['from', 'to', 'points', 'key'],
  stamp: ['count', 'amount_minor'],
  stamp_redeem: [],
  claim: ['reward', 'code', 'key'],
  use_voucher: ['code', 'order_total_minor'],
  set_birthday: ['birthday'],
  pool_join: ['pool'],
  merge: ['from', 'into'],
  refer: ['referrer', 'referee'],
  spin: ['draw'],
  undo_last: [],
  liability: [
    'cash_minor',
    'goods_ssp_minor',
    'points_issued',
    'point_value_minor',
    'expected_redemption_initial',
    'periods',
  ],
}
const ofSteps = ['at', 'op', 'member', 'result', 'check', 'concurrent', 'expect_successes', 'note']

function checkWords(step: Node): void {
  for (const one of [step, ...((step.concurrent ?? []) as Node[])]) {
    const op = one.op === undefined ? [] : fields[String(one.op)]
    if (!op) throw new Error(`unknown operation ${String(one.op)}`)
    allowOnly(String(one.op ?? 'step'), one, [...ofSteps, ...op])
  }
}

/** The product leaves out what it does not know; a scenario means everything it says. */
function checkSettings(what: string, wanted: unknown, read: unknown): void {
  if (typeof wanted !== 'object' || wanted === null) return
  const known = (typeof read === 'object' && read !== null ? read : {}) as Node
  allowOnly(what, wanted as Node, Object.keys(known))
  for (const [name, value] of Object.entries(wanted)) checkSettings(`${what}.${name}`, value, known[name])
}

type Doors = { deps: LoyaltyDeps; place: Place; member: (name: unknown) => Promise<string> }

async function memberOf(deps: LoyaltyDeps, place: Place, name: unknown): Promise<string> {
  return (await joinProgramme(deps, place, { reference: String(name) })).memberId
}

// The format names members without having them join; here the card comes first.
async function introduce({ member }: Doors, step: Node): Promise<void> {
  if (step.op === 'join') return
  for (const field of ['member', 'from', 'to', 'into', 'referrer', 'referee'])
    if (step[field] !== undefined) await member(step[field])
}

/** A refusal gives and takes nothing. */
const nothing = { points: 0, discount_minor: 0, clawed_back: 0, points_returned: 0, stamps_added: 0 }
/** Reasons for which the format has a word of its own. */
const words: Record<string, string> = { self_referral: 'self' }

async function perform(stage: Doors, step: Node): Promise<Node> {
  try {
    const answer = await operations[String(step.op)]?.(stage, step)
    return { ...(toSnake(answer ?? {}) as Node), status: 'ok' }
  } catch (error) {
    if (!isDomainError(error)) throw error
    const status = error.reason === 'key_reused' ? 'conflict' : 'rejected'
    return { ...nothing, status, reason: words[error.reason] ?? error.reason }
  }
}

const operations: Record<string, (stage: Doors, step: Node) => Promise<Node | undefined>> = {
  join: async ({ deps, place }, step) => {
    await joinProgramme(deps, place, {
      reference: String(step.member),
      birthday: text(step.birthday),
      tier: text(step.tier),
      tierUntil: instant(step.tier_until),
    })
    return undefined
  },
  earn: async ({ deps, place, member }, step) =>
    await earnPoints(deps, place, {
      memberId: await member(step.member),
      order: text(step.order),
      amountMinor: number(step.amount_minor) ?? 0,
      discountMinor: number(step.discount_minor),
      pointsUsed: number(step.points_used),
      items: (step.items as { sku: string; qty: number }[] | undefined)?.map(({ sku, qty }) => ({ sku, qty })),
      occurredAt: instant(step.occurred_at),
      key: text(step.key),
    }),
  grant: async ({ deps, place, member }, step) =>
    await grantPoints(deps, place, {
      memberId: await member(step.member),
      points: Number(step.points),
      expiresAt: step.never === true ? null : instant(step.expires_at),
    }),
  spend: async ({ deps, place, member }, step) =>
    await spendPoints(deps, place, { memberId: await member(step.member), points: Number(step.points) }),
  redeem_amount: async ({ deps, place, member }, step) =>
    await redeemPoints(deps, place, {
      memberId: await member(step.member),
      points: Number(step.points),
      order: text(step.order),
      orderTotalMinor: number(step.order_total_minor),
    }),
  rollback_redeem: async ({ deps, place }, step) =>
    await rollbackRedemption(deps, place, { order: String(step.order) }),
  refund: async ({ deps, place }, step) =>
    await refundOrder(deps, place, {
      order: String(step.order),
      amountMinor: Number(step.amount_minor),
      key: text(step.key),
    }),
  expire_run: async ({ deps, place }) => {
    await postDue(deps, place.workspaceId)
    return undefined
  },
  // Only looks.
  check: async () => undefined,
  change_rate: async ({ deps, place: { workspaceId, programmeId, actor } }, step) => {
    const { rules } = await inWorkspace(deps.db, workspaceId, (tx) => getProgramme(tx, workspaceId, programmeId))
    const earn = rules.earn.map((rule, i) => (i === 0 ? { ...rule, points: Number(step.points) } : rule))
    await changeProgramme(deps, workspaceId, actor, programmeId, { rules: { ...rules, earn } })
    return undefined
  },
  transfer: async ({ deps, place, member }, step) =>
    await transferPoints(deps, place, {
      fromId: await member(step.from),
      toId: await member(step.to),
      points: Number(step.points),
      key: text(step.key),
    }),
  stamp: async ({ deps, place, member }, step) =>
    await addStamps(deps, place, {
      memberId: await member(step.member),
      count: number(step.count),
      amountMinor: number(step.amount_minor),
    }),
  stamp_redeem: async ({ deps, place, member }, step) =>
    await redeemStamps(deps, place, { memberId: await member(step.member) }),
  claim: async ({ deps, place, member }, step) =>
    await claimReward(deps, place, {
      memberId: await member(step.member),
      rewardId: String(step.reward),
      code: text(step.code),
      key: text(step.key),
    }),
  use_voucher: async ({ deps, place }, step) =>
    await takeVoucher(deps, place, { code: String(step.code), orderTotalMinor: number(step.order_total_minor) }),
  set_birthday: async ({ deps, place, member }, step) => {
    await setBirthday(deps, place, { memberId: await member(step.member), birthday: text(step.birthday) ?? null })
    return undefined
  },
  pool_join: async ({ deps, place, member }, step) =>
    await joinPool(deps, place, { memberId: await member(step.member), pool: String(step.pool) }),
  merge: async ({ deps, place, member }, step) =>
    await mergeMembers(deps, place, { fromId: await member(step.from), intoId: await member(step.into) }),
  refer: async ({ deps, place, member }, step) =>
    await referMember(deps, place, { referrerId: await member(step.referrer), refereeId: await member(step.referee) }),
  spin: async ({ deps, place, member }, step) =>
    await spinWheel(deps, place, { memberId: await member(step.member) }, () => Number(step.draw)),
  undo_last: async ({ deps, place, member }, step) =>
    await undoLastAward(deps, place, { memberId: await member(step.member) }),
  liability: async (_, step) => {
    const { op: _op, at: _at, result: _result, check: _check, ...question } = step
    return reckonLiability(toCamel(question) as Parameters<typeof reckonLiability>[0])
  },
}

async function check({ deps, place, member }: Doors, what: string, name: string, wanted: unknown): Promise<void> {
  if (name === '_stock') {
    const rewards = await listRewards(deps, place)
    const left = Object.fromEntries(rewards.map(({ rewardId, left: stock }) => [rewardId, stock]))
    const isOne = typeof wanted !== 'object' || wanted === null
    const found = isOne ? rewards[0]?.left : Object.fromEntries(Object.keys(wanted).map((id) => [id, left[id]]))
    return expectSame(what, wanted, found)
  }
  const state = toSnake(await readMember(deps, place, await member(name))) as Node
  expectSame(what, wanted, Object.fromEntries(Object.keys(wanted as Node).map((field) => [field, state[field]])))
}

const text = (value: unknown): string | undefined => (value === undefined || value === null ? undefined : String(value))
const number = (value: unknown): number | undefined => (value === undefined ? undefined : Number(value))
const instant = (value: unknown): Temporal.Instant | undefined =>
  value === undefined || value === null ? undefined : Temporal.Instant.from(String(value))

const toCamel = (value: unknown): unknown =>
  rename(value, (name) => name.replace(/_(\w)/g, (_, c: string) => c.toUpperCase()))
const toSnake = (value: unknown): unknown =>
  rename(value, (name) => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`))

function rename(value: unknown, by: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((one) => rename(one, by))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [by(name), rename(field, by)]))
}
