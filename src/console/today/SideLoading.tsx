import { Card } from '../components/Card.tsx'
import { Loading } from '../components/Loading.tsx'

export function SideLoading() {
  return (
    <Card>
      <Loading lines={5} />
    </Card>
  )
}
