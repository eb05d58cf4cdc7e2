/** The mark of Posthorn: a coiled horn. */
export const Horn = () => (
  <svg viewBox='0 0 20 20' aria-hidden='true'><circle cx='8' cy='10.5' r='4.5' /><path d='M8 6h5.5M8 15h5.5M13.5 6 18 3.5v5zM8 15H4.5' /></svg>
)

const PATHS = {
  attention: 'M8 2 14.5 13.5h-13zM8 6.5v3M8 11.5v.1',
  apps: 'M2.5 2.5h4.5v4.5H2.5zM9 2.5h4.5v4.5H9zM2.5 9h4.5v4.5H2.5zM9 9h4.5v4.5H9z',
  types: 'M2.5 4h11M2.5 8h11M2.5 12h7',
  tasks: 'M2 4.5 3.5 6 6 3M8.5 4.5H14M2 11l1.5 1.5L6 9.5M8.5 11H14',
  usage: 'M2.5 13.5h11M4.5 11V7.5M8 11V3.5M11.5 11V6',
  settings: 'M2 4.5h6M11.5 4.5H14M2 11.5h2.5M8 11.5h6M8 4.5a1.75 1.75 0 1 0 3.5 0 1.75 1.75 0 1 0-3.5 0zM4.5 11.5a1.75 1.75 0 1 0 3.5 0 1.75 1.75 0 1 0-3.5 0z'
} as const

/** The picture of a page beside its name. */
export const DeskIcon = ({ place }: { place: keyof typeof PATHS }) => <svg viewBox='0 0 16 16' aria-hidden='true'><path d={PATHS[place]} /></svg>
