/** The plays there are, as the library shows them; apart from their schemas, so that the console need not load a parser. */
export const playGroups = {
  begin: ['welcome', 'big_newcomer', 'abandoned_cart'],
  keep: ['thank_you', 'replenishment', 'birthday', 'anniversary', 'vip_thank_you', 'surprise_gift'],
  reward: [
    'reward_near',
    'reward_waiting',
    'points_expiring',
    'tier_almost_reached',
    'tier_reached',
    'lapsed_member',
    'invitation',
  ],
  win_back: ['we_miss_you', 'win_back_low', 'win_back_medium', 'win_back_call', 'sunset'],
  tell: ['new_arrival', 'event_invitation', 'price_change'],
} as const
export type PlayGroup = keyof typeof playGroups
export type PlayKey = (typeof playGroups)[PlayGroup][number]
export const playKeys: PlayKey[] = Object.values(playGroups).flat()

/** What a play lives on. */
export const playNeeds = [
  'event',
  'trait',
  'orders',
  'rhythm',
  'predictions',
  'messages',
  'members',
  'invitations',
  'email',
  'survey',
] as const
export type PlayNeed = (typeof playNeeds)[number]
