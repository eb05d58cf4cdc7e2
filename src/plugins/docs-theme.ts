const HORN = '<g fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round" stroke-linejoin="round">' +
  '<path d="M3 13h15a8 8 0 1 1-8 8c0-6 6-9 12-9 8 0 14 1 21-5v22c-7-6-13-5-21-5"/><path d="M3 10v6"/></g>'

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 36" color="#0f766e">${HORN}</svg>`
const LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 190 40" height="40" color="#ffffff">' +
  `<g transform="translate(0 2)">${HORN}</g>` +
  '<text x="58" y="28" fill="#ffffff" font-family="system-ui, sans-serif" font-size="24" font-weight="600">Posthorn</text></svg>'

const CSS = `
body { margin: 0 }
.swagger-ui .topbar { background: #134e4a; padding: 8px 0 }
.swagger-ui .topbar .download-url-wrapper { display: none }
.swagger-ui .topbar a { max-width: none }
.swagger-ui .info { margin: 32px 0 24px }
.swagger-ui .info .title { color: #134e4a }
.swagger-ui .scheme-container { box-shadow: none; background: none; padding: 0 0 16px }
.swagger-ui .opblock-tag { font-size: 20px; color: #134e4a }
.swagger-ui .opblock-tag small { font-size: 14px }
.swagger-ui .btn.authorize { color: #0f766e; border-color: #0f766e }
.swagger-ui .btn.authorize svg { fill: #0f766e }
.dark-mode .swagger-ui .info .title, .dark-mode .swagger-ui .opblock-tag { color: #5eead4 }
`

/** Posthorn's name, logo and colours on the documentation page. */
export const theme = {
  title: 'Posthorn API',
  css: [{ filename: 'posthorn.css', content: CSS }],
  favicon: [{ filename: 'posthorn.svg', rel: 'icon', sizes: 'any', type: 'image/svg+xml', content: ICON }]
}

/** The logo in the bar at the top. */
export const logo = { type: 'image/svg+xml', content: Buffer.from(LOGO) }

/** Options of the page: operations are listed by tag, no external validator is called, and the token stays after a reload. */
export const uiConfig = {
  docExpansion: 'list', deepLinking: true, defaultModelsExpandDepth: -1, validatorUrl: null, persistAuthorization: true,
  displayRequestDuration: true, tryItOutEnabled: true
} as const

/** The page loads files from this server only. Its libraries set inline styles. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "style-src 'self' 'unsafe-inline'",
  "object-src 'none'",
  "base-uri 'self'",
  "frame-ancestors 'self'"
].join('; ')
