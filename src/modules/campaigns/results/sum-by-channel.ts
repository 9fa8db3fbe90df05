import type { WhatWorks, WhatWorksRow } from '#contract/campaigns'
import { messageChannels } from '#contract/messaging-words'

type Effect = NonNullable<WhatWorksRow['orders']>

/**
 * What those brought together that write by one channel alone. Each was held against a control group of its own, so their errors are
 * independent: half-widths add as squares do.
 */
export function sumByChannel(rows: WhatWorksRow[]): WhatWorks['byChannel'] {
  return messageChannels.flatMap((channel) => {
    const those = rows.filter((row) => row.channel === channel && row.orders !== null && row.money !== null)
    if (those.length === 0) return []
    const sum = (pick: (row: WhatWorksRow) => Effect | null): Effect => addUp(those.flatMap((row) => pick(row) ?? []))
    return {
      channel,
      count: those.length,
      people: those.reduce((total, { people }) => total + people, 0),
      orders: sum(({ orders }) => orders),
      money: sum(({ money }) => money),
    }
  })
}

function addUp(effects: Effect[]): Effect {
  const value = effects.reduce((total, one) => total + one.value, 0)
  const half = Math.hypot(...effects.map(({ low, high }) => (high - low) / 2))
  return { value, low: value - half, high: value + half }
}
