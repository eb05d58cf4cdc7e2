import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { isWide } from '../state/room.js'

interface SplitProps { label: string, list: ComponentChildren, detail: ComponentChildren | undefined }

/**
 * A list, and what one of its rows is about: beside it where there is room, in its place where there is none. The list stays as it was,
 * with its pages and where the reader was in it.
 */
export function Split ({ label, list, detail }: SplitProps) {
  const isOpen = detail !== undefined
  const isAlone = isOpen && !isWide.value
  const wasShown = useRef(false)
  const scrolled = useRef(0)
  if (!isAlone) wasShown.current = true
  useEffect(() => {
    if (!isAlone) return
    scrolled.current = scrollY
    scrollTo(0, 0)
    return () => scrollTo(0, scrolled.current)
  }, [isAlone])
  return (
    <div class={isOpen && !isAlone ? 'split' : undefined}>
      {wasShown.current && <div class='list' hidden={isAlone}>{list}</div>}
      {isOpen && <section class='pane' aria-label={label}>{detail}</section>}
    </div>
  )
}
