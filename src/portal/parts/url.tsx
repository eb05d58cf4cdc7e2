/** A URL in which its host can be seen at a glance; it reads as one text. */
export function Url ({ url }: { url: string }) {
  const [, scheme = '', host = url, path = ''] = /^(https?:\/\/)([^/?#]*)(.*)$/.exec(url) ?? []
  return <bdi class='url'><span class={scheme === 'https://' ? 'scheme' : undefined}>{scheme}</span><span class='host'>{host}</span>{path}</bdi>
}
