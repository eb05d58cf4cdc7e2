import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { isWide } from '../state/room.js'
import { settings } from '../state/session.js'
import { w } from '../state/words.js'

/** The console has a name; the portal has its host's. */
const product = () => settings.value?.displayName ?? document.querySelector<HTMLMetaElement>('meta[name=application-name]')?.content

interface TitleProps {
  text: string
  /** What is shown in the place of the text. */
  heading?: ComponentChildren
  back?: { href: string, text: string }
  /** Whether it is the head of details, which stand beside their list where there is room, and are closed there. */
  isPane?: boolean
  children?: ComponentChildren
}

/** The head of a page: the way back, what it is, and its actions. The title of the window follows, until it goes. */
export function Title ({ text, heading, back, isPane = false, children }: TitleProps) {
  useEffect(() => {
    const before = document.title
    document.title = `${text} · ${product() ?? w('product')}`
    return () => { document.title = before }
  }, [text])
  const isBeside = isPane && isWide.value
  const shown = heading ?? <bdi>{text}</bdi>
  return (
    <div class='title'>
      {back && !isBeside && <a class='back' href={back.href} data-key='Escape'>{back.text}</a>}
      {isBeside ? <h2 tabIndex={-1}>{shown}</h2> : <h1 tabIndex={-1}>{shown}</h1>}
      <div class='actions'>
        {children}
        {back && isBeside && <a class='button icon' href={back.href} data-key='Escape' aria-label={w('close')} title={w('close')}><svg viewBox='0 0 16 16' aria-hidden='true'><path d='M4 4l8 8M12 4l-8 8' /></svg></a>}
      </div>
    </div>
  )
}
