const CODES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Text as HTML, also in an attribute. */
export const escaped = (text: string) => text.replaceAll(/[&<>"]/g, sign => CODES[sign]!)

/** The little Markdown of the descriptions as HTML: paragraphs, `code`, **bold**. */
export function marked (text: string): string {
  return text.split('\n\n').map(paragraph => `<p>${inline(paragraph)}</p>`).join('')
}

/** The same without paragraphs. */
export const inline = (text: string) => text.split(/(`[^`]+`|\*\*[^*]+\*\*)/).map(part => {
  if (part.startsWith('`')) return `<code>${escaped(part.slice(1, -1))}</code>`
  return part.startsWith('**') ? `<strong>${escaped(part.slice(2, -2))}</strong>` : escaped(part)
}).join('')
