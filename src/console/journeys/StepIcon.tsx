import {
  IconArrowsSplit2,
  IconBellRinging,
  IconCalendar,
  IconClock,
  IconClockHour9,
  IconDoorExit,
  IconGift,
  IconGitBranch,
  IconHourglass,
  IconInbox,
  IconMail,
  IconMessageQuestion,
  IconPencil,
  IconPhone,
  IconSparkles,
  IconTag,
  IconUsersGroup,
  IconWebhook,
} from '@tabler/icons-react'
import type { JourneyNode } from '#contract/journeys'

const icons: Record<string, typeof IconMail> = {
  message: IconMail,
  ask_survey: IconMessageQuestion,
  create_task: IconPhone,
  open_ticket: IconInbox,
  wait: IconHourglass,
  wait_until: IconClock,
  wait_date: IconCalendar,
  wait_best_hour: IconClockHour9,
  wait_for: IconBellRinging,
  wait_segment: IconUsersGroup,
  branch: IconGitBranch,
  split: IconArrowsSplit2,
  add_tag: IconTag,
  remove_tag: IconTag,
  set_trait: IconPencil,
  award_points: IconSparkles,
  issue_voucher: IconGift,
  webhook: IconWebhook,
  exit: IconDoorExit,
}

export const iconKind = (node: JourneyNode): string => (node.kind === 'action' ? node.action : node.kind)

export function StepIcon({ kind }: { kind: string }) {
  const Icon = icons[kind] ?? IconPencil
  return <Icon size={17} stroke={1.75} aria-hidden />
}
