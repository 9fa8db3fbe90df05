import { roleMay } from '#contract/permissions'
import { useSession } from '../api/session.ts'
import { type NavigationEntry, navigationGroups } from './navigation.ts'

/** The groups of the navigation with what this person's role may open. */
export function useNavigation(): NavigationEntry[][] {
  const { role } = useSession()
  return navigationGroups
    .map((group) => group.filter(({ scope }) => scope === undefined || roleMay(role, scope)))
    .filter((group) => group.length > 0)
}
