import {
  IconAdjustments,
  IconArrowBackUp,
  IconCalendarHeart,
  IconCashOff,
  IconChecklist,
  IconEye,
  IconFlask2,
  IconNote,
  IconPaperclip,
  IconPoint,
  IconReceipt,
  IconShieldCheck,
  IconShieldX,
  IconShoppingCart,
  IconUserEdit,
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
