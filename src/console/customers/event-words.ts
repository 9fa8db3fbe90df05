import {
  IconAdjustments,
  IconArrowBackUp,
  IconCalendarHeart,
  IconCashOff,
  IconChecklist,
  IconCoins,
  IconEye,
  IconFlask2,
  IconGift,
  IconMail,
  IconMailOff,
  IconMailOpened,
  IconMailX,
  IconMedal,
  IconNote,
  IconPaperclip,
  IconPoint,
  IconReceipt,
  IconRosetteDiscountCheck,
  IconShieldCheck,
  IconShieldX,
  IconShoppingCart,
  IconTicket,
  IconUserEdit,
  IconUsersGroup,
  IconWorld,
  type TablerIcon,
} from '@tabler/icons-react'

type Sign = { icon: TablerIcon; tone: 'good' | 'now' | 'quiet' }

const signs: Record<string, Sign> = {
  'Order Completed': { icon: IconReceipt, tone: 'good' },
  'Order Updated': { icon: IconReceipt, tone: 'quiet' },
  'Order Refunded': { icon: IconArrowBackUp, tone: 'now' },
  'Order Cancelled': { icon: IconCashOff, tone: 'now' },
  'Product Viewed': { icon: IconEye, tone: 'quiet' },
  'Product Added': { icon: IconShoppingCart, tone: 'quiet' },
  Identified: { icon: IconUserEdit, tone: 'quiet' },
  'Page Viewed': { icon: IconWorld, tone: 'quiet' },
  'Note Added': { icon: IconNote, tone: 'quiet' },
  'Important Date Added': { icon: IconCalendarHeart, tone: 'quiet' },
  'Preferences Changed': { icon: IconAdjustments, tone: 'quiet' },
  'File Attached': { icon: IconPaperclip, tone: 'quiet' },
  'Consent Given': { icon: IconShieldCheck, tone: 'good' },
  'Consent Withdrawn': { icon: IconShieldX, tone: 'now' },
  'Task Done': { icon: IconChecklist, tone: 'good' },
  'Experiment Entered': { icon: IconFlask2, tone: 'quiet' },
  'Message Sent': { icon: IconMail, tone: 'quiet' },
  'Message Delivered': { icon: IconMail, tone: 'quiet' },
  'Message Opened': { icon: IconMailOpened, tone: 'good' },
  'Message Clicked': { icon: IconMailOpened, tone: 'good' },
  'Message Bounced': { icon: IconMailX, tone: 'now' },
  'Message Complained': { icon: IconMailX, tone: 'now' },
  'Message Failed': { icon: IconMailX, tone: 'now' },
  'Message Suppressed': { icon: IconMailOff, tone: 'quiet' },
  'Points Earned': { icon: IconCoins, tone: 'good' },
  'Points Redeemed': { icon: IconCoins, tone: 'quiet' },
  'Points Reversed': { icon: IconCoins, tone: 'now' },
  'Points Expiring': { icon: IconCoins, tone: 'quiet' },
  'Points Expired': { icon: IconCoins, tone: 'now' },
  'Stamp Collected': { icon: IconRosetteDiscountCheck, tone: 'good' },
  'Tier Reached': { icon: IconMedal, tone: 'good' },
  'Tier Changed': { icon: IconMedal, tone: 'quiet' },
  'Reward Near': { icon: IconGift, tone: 'good' },
  'Reward Ready': { icon: IconGift, tone: 'good' },
  'Reward Claimed': { icon: IconGift, tone: 'good' },
  'Reward Given': { icon: IconGift, tone: 'good' },
  'Reward Redeemed': { icon: IconGift, tone: 'good' },
  'Voucher Used': { icon: IconTicket, tone: 'good' },
  'Segment Entered': { icon: IconUsersGroup, tone: 'quiet' },
  'Segment Left': { icon: IconUsersGroup, tone: 'quiet' },
}

// Calls other than track stand on the timeline under names of the log's own.
const calls: Record<string, string> = {
  Identified: 'identify',
  'Page Viewed': 'page',
  'Screen Viewed': 'screen',
  'Group Joined': 'group',
  Aliased: 'alias',
}

export function eventSign(event: string): Sign {
  return signs[event] ?? { icon: IconPoint, tone: 'quiet' }
}

/** The event in words; an event that the shop named itself keeps its name. */
export function eventWord(t: (key: string) => string, event: string): string {
  const key = `customers.event.${(calls[event] ?? event).toLowerCase().replaceAll(' ', '_')}`
  const word = t(key)
  return word === key ? event : word
}
