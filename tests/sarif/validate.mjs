// Holds SARIF documents against the schema of SARIF 2.1.0, as the package @microsoft/jest-sarif carries it.
//
//   node tests/sarif/validate.mjs FILE…
//
// The last line is `sarif: N passed, N failed`.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

import Ajv from 'ajv-draft-04'
import formats from 'ajv-formats'

const require = createRequire(import.meta.url)
const schema = require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json')

const ajv = new Ajv({ strict: false, unicodeRegExp: false, allErrors: true, validateFormats: true })
formats(ajv)
const holds = ajv.compile(schema)

let passed = 0
let failed = 0
const tell = (name, wrong) => {
  if (wrong.length === 0) {
    passed += 1
    console.log(`ok    ${name}`)
  } else {
    failed += 1
    console.log(`FAIL  ${name}`)
    for (const line of wrong.slice(0, 20)) console.log(`        ${line}`)
  }
}
const mistakes = (document) =>
  holds(document) ? [] : holds.errors.map((error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`)

const files = process.argv.slice(2)
if (files.length === 0) tell('a document is given', ['name at least one file'])
for (const file of files) {
  const text = readFileSync(file, 'utf8')
  const document = JSON.parse(text)
  tell(`${file} holds against the schema`, mistakes(document))
  const run = document.runs[0]
  const wrong = []
  for (const result of run.results) {
    if (run.tool.driver.rules[result.ruleIndex]?.id !== result.ruleId) wrong.push(`${result.ruleId} is not rule ${result.ruleIndex}`)
  }
  const prints = run.results.map((result) => JSON.stringify(result.partialFingerprints))
  if (new Set(prints).size !== prints.length) wrong.push('two results have one fingerprint')
  tell(`${file} is consistent, with ${run.results.length} results`, wrong)

  // A schema that lets everything through proves nothing.
  const broken = [
    ['without a version', (copy) => delete copy.version],
    ['with a key of its own', (copy) => (copy.runs[0].tool.driver.colour = 'red')],
    ['with a level that is none', (copy) => copy.runs[0].results.push({ message: { text: 'x' }, level: 'grave' })],
    ['with a result that says nothing', (copy) => copy.runs[0].results.push({ ruleId: 'x' })],
    ['with a line 0', (copy) => copy.runs[0].results.push({ message: { text: 'x' }, locations: [{ physicalLocation: { region: { startLine: 0 } } }] })],
  ]
  const undetected = broken.filter(([, breaks]) => {
    const copy = JSON.parse(text)
    breaks(copy)
    return holds(copy)
  })
  tell(`${file} is refused when it is broken`, undetected.map(([name]) => name))
}

console.log(`sarif: ${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
