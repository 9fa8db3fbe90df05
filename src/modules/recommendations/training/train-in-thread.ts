import { type ShopData, type ShopModel, trainShop } from '#models/recommendations'
import type { ThreadContext } from '#platform/threads'

/** Runs in a thread of its own: see train-workspace.ts. */
export default function train(data: ShopData, { progress }: ThreadContext): ShopModel {
  return trainShop(data, {}, progress)
}
