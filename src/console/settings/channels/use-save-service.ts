import { useMutation } from '@tanstack/react-query'
import type { ChannelList, SaveChannel } from '#contract/messaging'
import { api } from '../../api/client.ts'
import { toast } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { keepChannels } from './channels-query.ts'

/** Keeps how a service is set up and shows it as it is from then on. */
export function useSaveService(onKept: () => void) {
  const { t } = useI18n()
  return useMutation({
    mutationFn: (wanted: SaveChannel) => api.put<ChannelList>('/message-channels', wanted),
    onSuccess: (list) => {
      keepChannels(list)
      onKept()
      toast.good(t('console.saved'))
    },
  })
}
