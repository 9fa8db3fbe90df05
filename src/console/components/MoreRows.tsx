import { Button } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './EntityTable.module.css'

/** The end of a list so far: fetches the next page when it comes near, and by a button for those who do not scroll. */
export function MoreRows({ loading, failed, onMore }: { loading: boolean; failed: boolean; onMore: () => void }) {
  const { t } = useI18n()
  const ref = useRef<HTMLDivElement>(null)
  const more = useRef(onMore)
  more.current = onMore
  useEffect(() => {
    const end = ref.current
    if (end === null || loading || failed) return
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && more.current(), {
      rootMargin: '800px 0px',
    })
    observer.observe(end)
    return () => observer.disconnect()
  }, [loading, failed])
  return (
    <div ref={ref} className={classes.more}>
      <Button variant="subtle" loading={loading} onClick={onMore}>
        {t(failed ? 'console.retry' : 'console.more')}
      </Button>
    </div>
  )
}
