const USAGE = 'npm run build:lambda\n\n  Writes the bundle of each function to dist/lambda.\n'

if (process.argv.slice(2).some(arg => ['--help', '-h'].includes(arg))) {
  process.stdout.write(USAGE)
} else {
  // Loaded when the command line has been read, so that --help is quick.
  const { bundle } = await import('./bundle.js')
  await bundle('dist/lambda')
}
