import {
  IconCheckbox,
  IconGift,
  IconHeartHandshake,
  IconMail,
  IconMapPin,
  IconPhone,
  type TablerIcon,
} from '@tabler/icons-react'
import type { TaskKind } from '#contract/tasks'

export const taskSigns: Record<TaskKind, TablerIcon> = {
  call: IconPhone,
  visit: IconMapPin,
  thank_you: IconHeartHandshake,
  gift: IconGift,
  message: IconMail,
  other: IconCheckbox,
}
