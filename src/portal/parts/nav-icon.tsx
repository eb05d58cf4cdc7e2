export const PLACES = ['endpoints', 'messages', 'events', 'verify'] as const

const PATHS: Record<typeof PLACES[number], string> = {
  endpoints: 'M2.5 8h6M6 4.5 9.5 8 6 11.5M9 2.5h4.5v11H9',
  messages: 'M2 4h12M2 8h12M2 12h7',
  events: 'M2.5 2.5h4v4h-4zM9.5 2.5h4v4h-4zM2.5 9.5h4v4h-4zM9.5 11.5h4',
  verify: 'M8 1.75 13 3.5v4.25c0 3-2 5.25-5 6.5-3-1.25-5-3.5-5-6.5V3.5zM5.75 8l1.6 1.6 3-3.2'
}

/** The picture of a page beside its name. */
export const NavIcon = ({ place }: { place: typeof PLACES[number] }) => <svg viewBox='0 0 16 16' aria-hidden='true'><path d={PATHS[place]} /></svg>
