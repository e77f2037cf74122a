// Every provider's form, filled in and sent by Chromium without JavaScript and with it, and received by a server on loopback, whose
// fields are compared with what each provider's form is known to send.
//
//   node forms.mjs PROGRAM FOLDER      FOLDER is empty, and gets a site as `segue init` makes it
//
// CHROMIUM names the browser, SHOTS a folder for pictures. The last line is `forms: N passed, N failed`.

import { execFileSync, spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { Report } from './report.mjs';
import { serve } from './server.mjs';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const NARROW = { width: 390, height: 844 };
const SITE = 'https://example.com';
const EMAIL = 'reader@example.org';

/** What a form tells of its reader, under its provider's names. */
const context = (name) => ({
  [name('audience')]: 'shops',
  [name('stage')]: 'decision',
  [name('page')]: '/shops/articles/%/',
  [name('variant')]: 'shops-en',
  [name('language')]: 'en',
});
const thanks = (form) => `${SITE}/shops/thanks/${form}/`;
const plain = (name) => name;
const upper = (name) => name.toUpperCase();

// One entry a provider: what the form says, where it is sent, and what arrives. `%` stands for the form's id.
const PROVIDERS = {
  mailchimp: {
    says: 'settings: {account: example-account, dc: us21, u: "0000", list: "1111", f_id: "2222"}',
    to: 'https://example-account.us21.list-manage.com/subscribe/post?u=0000&id=1111&f_id=2222',
    sends: { EMAIL, FNAME: 'Nino', COMPANY: 'Tea', ...context(upper), b_0000_1111: '', subscribe: '' },
  },
  kit: {
    says: 'settings: {form_id: "3333", uid: "4444"}\n    enhance: true',
    to: 'https://app.kit.com/forms/3333/subscriptions',
    sends: { email_address: EMAIL, 'fields[first_name]': 'Nino', 'fields[company]': 'Tea', ...context((name) => `fields[${name}]`) },
    answer: { status: 'success' },
  },
  brevo: {
    says: 'settings: {account: "00000000", token: EXAMPLE}\n    enhance: true',
    to: 'https://00000000.sibforms.com/serve/EXAMPLE',
    sends: { EMAIL, FIRSTNAME: 'Nino', COMPANY: 'Tea', ...context(upper), email_address_check: '', locale: 'en' },
    script: { to: 'https://00000000.sibforms.com/serve/EXAMPLE?isAjax=1' },
    answer: { success: true },
  },
  klaviyo: {
    says: 'settings: {list: LIST, company: PUBLIC}\n    enhance: true',
    to: 'https://manage.kmail-lists.com/subscriptions/subscribe',
    sends: {
      email: EMAIL, first_name: 'Nino', company: 'Tea', ...context(plain), g: 'LIST', $source: 'shops/klaviyo',
      $fields: 'first_name,company,audience,stage,page,variant,language',
    },
    script: {
      to: 'https://a.klaviyo.com/client/subscriptions/?company_id=PUBLIC',
      type: 'application/vnd.api+json',
      headers: { revision: '2026-01-15' },
      json: {
        data: {
          type: 'subscription',
          attributes: {
            custom_source: 'shops/klaviyo',
            profile: { data: { type: 'profile', attributes: { email: EMAIL, first_name: 'Nino', properties: { company: 'Tea', ...context(plain) } } } },
          },
          relationships: { list: { data: { type: 'list', id: 'LIST' } } },
        },
      },
    },
    status: 202,
  },
  hubspot: {
    says: 'settings: {portal: "5555", form_guid: 0-0}\n    enhance: true',
    to: 'https://forms.hubspot.com/uploads/form/v2/5555/0-0',
    sends: {
      email: EMAIL, firstname: 'Nino', company: 'Tea', ...context(plain),
      hs_context: JSON.stringify({ pageName: 'The form of hubspot', pageUrl: `${SITE}/shops/articles/hubspot/`, redirectUrl: thanks('hubspot') }),
    },
    script: {
      to: 'https://api.hsforms.com/submissions/v3/integration/submit/5555/0-0',
      type: 'application/json',
      json: {
        fields: Object.entries({ email: EMAIL, firstname: 'Nino', company: 'Tea', ...context(plain) }).map(([name, value]) => ({ objectTypeId: '0-1', name, value })),
        context: { pageUri: '(here)', pageName: '(title)' },
      },
    },
    answer: { inlineMessage: 'Thanks' },
  },
  mailerlite: {
    says: 'settings: {account_id: "6666", form_id: "7777"}\n    enhance: true',
    to: 'https://assets.mailerlite.com/jsonp/6666/forms/7777/subscribe',
    sends: { 'fields[email]': EMAIL, 'fields[name]': 'Nino', 'fields[company]': 'Tea', ...context((name) => `fields[${name}]`), 'ml-submit': '1', anticsrf: 'true' },
    answer: { success: true },
  },
  activecampaign: {
    says: 'settings: {account: example-account, form_id: "7", or: 00ff, list: "3"}\n    names: {company: 12, audience: 13, segment: none, stage: none, page: none, variant: none, language: none}',
    to: 'https://example-account.activehosted.com/proc.php',
    sends: {
      email: EMAIL, firstname: 'Nino', 'field[12]': 'Tea', 'field[13]': 'shops',
      u: '7', f: '7', s: '', c: '0', m: '0', act: 'sub', v: '2', or: '00ff', 'nlbox[]': '3',
    },
  },
  buttondown: {
    says: 'settings: {username: example-account, tag: tea cups}',
    to: 'https://buttondown.com/api/emails/embed-subscribe/example-account',
    sends: { email: EMAIL, metadata__first_name: 'Nino', metadata__company: 'Tea', ...context((name) => `metadata__${name}`), embed: '1', tag: ['tea', 'cups'] },
  },
  formspree: {
    says: 'settings: {form_id: example0}\n    enhance: true',
    to: 'https://formspree.io/f/example0',
    sends: { email: EMAIL, 'first-name': 'Nino', company: 'Tea', ...context(plain), _gotcha: '', _next: thanks('formspree') },
    accept: 'application/json',
    answer: { ok: true },
  },
  netlify: {
    says: 'enhance: true',
    to: `${SITE}/shops/thanks/netlify/`,
    sends: { email: EMAIL, 'first-name': 'Nino', company: 'Tea', ...context(plain), 'bot-field': '', 'form-name': 'shops-netlify' },
  },
  basin: {
    says: 'settings: {form_id: "8888"}\n    enhance: true',
    to: 'https://usebasin.com/f/8888',
    sends: { email: EMAIL, 'first-name': 'Nino', company: 'Tea', ...context(plain), _gotcha: '' },
    accept: 'application/json',
    answer: { success: true },
  },
  unisender: {
    says: 'settings: {hash: 00ff, list: "7 8"}\n    names: {first-name: 11, company: 12, audience: 13, segment: none, stage: none, page: none, variant: none, language: none}',
    to: 'https://cp.unisender.com/ru/subscribe?hash=00ff',
    sends: { email: EMAIL, f_11: 'Nino', f_12: 'Tea', f_13: 'shops', charset: 'UTF-8', default_list_id: '7', 'list_ids[]': ['7', '8'], overwrite: '2', is_v5: '1' },
  },
  sendpulse: {
    says: 'settings: {code: eyJhIjoxfQ==, sender: desk@example.com}\n    names: {company: company, audience: none, segment: none, stage: none, page: none, variant: none, language: none}',
    to: 'https://login.sendpulse.com/forms/simple/u/eyJhIjoxfQ==',
    sends: { email: EMAIL, name: 'Nino', company: 'Tea', sender: 'desk@example.com' },
  },
  webhook: {
    says: 'action: https://forms.example/ask\n    enhance: true',
    to: 'https://forms.example/ask',
    sends: { email: EMAIL, 'first-name': 'Nino', company: 'Tea', ...context(plain), _gotcha: '', _next: thanks('webhook') },
    script: { to: 'https://forms.example/ask', type: 'application/json', json: { email: EMAIL, 'first-name': 'Nino', company: 'Tea', ...context(plain) } },
    answer: {},
  },
};

const [program, folder] = process.argv.slice(2).map((word) => resolve(word));
const report = new Report();
await write();
execFileSync(program, ['build', '--quiet', '-C', folder], { stdio: 'inherit' });
const site = await serve(join(folder, 'output'));
const desk = await receive();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
try {
  for (const name of Object.keys(PROVIDERS)) {
    await withoutScript(name);
    await withScript(name);
  }
  await falls();
  await checks();
  await utm();
  await looks();
  await preview();
} finally {
  await browser.close();
  await desk.close();
  await site.close();
}
console.log(`forms: ${report.passed} passed, ${report.failed} failed`);
process.exitCode = report.failed === 0 ? 0 : 1;

/** A site of its own, with other ids than the example's: one form of each provider, each on an article. */
async function write() {
  execFileSync(program, ['init', folder, '--title', 'Forms'], { stdio: 'ignore' });
  const forms = Object.entries(PROVIDERS).map(
    ([name, { says }]) => `  ${name}:\n    provider: ${name}\n    ${says}\n    fields: [{id: email, required: true}, {id: first-name}, {id: company}]\n`,
  );
  const survey = `  survey:
    kind: survey
    action: https://forms.example/survey
    enhance: true
    fields:
      - {id: taste, type: scale, scale: {low: Flat, high: Deep}, required: true}
      - {id: teas, type: checkboxes, options: [Black tea, Green tea, Oolong]}
      - {id: often, type: radio, options: [Every day, Now and then], required: true}
      - {id: company, hint: The name on the door}
      - {id: email, required: true}
      - {id: letters, type: checkbox, label: Send me letters}
`;
  await writeFile(join(folder, 'content/audiences/shops.yaml'), `label: For shops\nkind: business\nforms:\n${forms.join('')}${survey.replace('enhance: true', 'enhance: true\n    utm: true')}`);
  for (const name of [...Object.keys(PROVIDERS), 'survey']) {
    const page = `---\ntitle: The form of ${name}\naudience: shops\nstage: decision\nform: ${name}\ndate: 2026-11-01\n---\n\nSend it.\n`;
    await writeFile(join(folder, `content/articles/${name}.md`), page);
  }
}

/** A server that keeps what it is sent. */
async function receive() {
  const got = [];
  const server = createServer(async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    got.push({ method: request.method, headers: request.headers, body: Buffer.concat(parts).toString() });
    response.writeHead(200, { 'content-type': 'text/html' }).end('<title>received</title>');
  });
  await new Promise((done) => { server.listen(0, '127.0.0.1', done); });
  return { got, url: `http://127.0.0.1:${server.address().port}/`, close: () => new Promise((done) => { server.close(done); server.closeAllConnections(); }) };
}

/** A tab in which addresses outside lead to the desk, and those of the site to its folder. */
async function tab(options, answer = {}) {
  const own = await browser.newContext({ viewport: NARROW, ...options });
  own.setDefaultTimeout(15_000);
  const sent = [];
  await own.route(
    (url) => url.protocol === 'https:' || url.pathname.includes('/thanks/'),
    async (route) => {
      const request = route.request();
      if (request.method() !== 'POST') {
        const path = new URL(request.url()).pathname;
        const page = await fetch(site.origin + path);
        return route.fulfill({ status: page.status, contentType: 'text/html', body: await page.text() });
      }
      const headers = request.headers();
      sent.push({ url: request.url(), by: request.resourceType(), headers });
      await fetch(desk.url, { method: 'POST', body: request.postData() ?? '', headers: { 'content-type': headers['content-type'] ?? '' } });
      if (answer.unreadable && request.resourceType() === 'fetch') return route.abort();
      const body = answer.json === undefined ? '<title>received</title>' : JSON.stringify(answer.json);
      return route.fulfill({
        status: answer.status ?? 200,
        contentType: answer.json === undefined ? 'text/html' : 'application/json',
        headers: { 'access-control-allow-origin': '*' },
        body,
      });
    },
  );
  const page = await own.newPage();
  return { page, sent, close: () => own.close() };
}

async function fillIn(page) {
  const form = page.locator('form').last();
  await form.locator('[type=email]').fill(EMAIL);
  await form.getByLabel('First name').fill('Nino');
  await form.getByLabel('Company').fill('Tea');
  return form;
}

/** Names and values as they are expected: one, or several under one name. */
function pairs(fields, form) {
  return Object.entries(fields).flatMap(([name, value]) => [value].flat().map((one) => `${name}=${one.replace('%', form)}`)).sort();
}

function differences(got, wanted) {
  return [...got.filter((one) => !wanted.includes(one)).map((one) => `sends ${one}`), ...wanted.filter((one) => !got.includes(one)).map((one) => `does not send ${one}`)];
}

async function withoutScript(name) {
  const { to, sends } = PROVIDERS[name];
  await report.run(`${name}: without JavaScript, a form sends what the provider's own forms send`, async () => {
    const { page, sent, close } = await tab({ javaScriptEnabled: false });
    desk.got.length = 0;
    await page.goto(`${site.origin}/shops/articles/${name}/`);
    const form = await fillIn(page);
    await Promise.all([page.waitForEvent('response', (response) => response.request().method() === 'POST'), form.locator('button').click()]);
    await page.waitForLoadState();
    await close();
    const got = desk.got.at(-1);
    const address = to.replace(SITE, site.origin);
    return [
      ...(desk.got.length === 1 ? [] : [`it is sent ${desk.got.length} times`]),
      ...(sent[0]?.url === address ? [] : [`it goes to ${sent[0]?.url}`]),
      ...(got?.headers['content-type'] === 'application/x-www-form-urlencoded' ? [] : [`it is sent as ${got?.headers['content-type']}`]),
      ...differences([...new URLSearchParams(got?.body)].map(([key, value]) => `${key}=${value}`), pairs(sends, name)),
    ];
  });
}

async function withScript(name) {
  const { to, sends, says, script = {}, answer, status, accept } = PROVIDERS[name];
  const enhanced = says.includes('enhance: true');
  const how = enhanced ? 'a script sends it and leads to the thank-you page' : 'the browser sends it as without';
  await report.run(`${name}: with JavaScript, ${how}`, async () => {
    const { page, sent, close } = await tab({}, { json: answer, status });
    desk.got.length = 0;
    await page.goto(`${site.origin}/shops/articles/${name}/`);
    const form = await fillIn(page);
    const title = await page.title();
    const here = page.url();
    await Promise.all([page.waitForNavigation(), form.locator('button').click()]);
    const end = page.url();
    await close();
    const got = desk.got.at(-1);
    const faults = [];
    if (desk.got.length !== 1) faults.push(`it is sent ${desk.got.length} times`);
    if (sent[0]?.by !== (enhanced ? 'fetch' : 'document')) faults.push(`it is sent by ${sent[0]?.by}`);
    const address = ((enhanced && script.to) || to).replace(SITE, site.origin);
    if (sent[0]?.url !== address) faults.push(`it goes to ${sent[0]?.url}`);
    if (enhanced && end !== thanks(name)) faults.push(`it ends at ${end}`);
    if (enhanced && accept && sent[0]?.headers.accept !== accept) faults.push(`it accepts ${sent[0]?.headers.accept}`);
    for (const [header, value] of Object.entries(script.headers ?? {})) {
      if (sent[0]?.headers[header] !== value) faults.push(`${header} is ${sent[0]?.headers[header]}`);
    }
    if (enhanced && script.json) {
      const wanted = JSON.stringify(script.json).replaceAll('%', name).replace('(here)', here).replace('(title)', title);
      if (got?.headers['content-type'] !== script.type) faults.push(`it is sent as ${got?.headers['content-type']}`);
      faults.push(...same(JSON.parse(got?.body ?? 'null'), JSON.parse(wanted)));
    } else {
      // A script has no button to name.
      const { subscribe, ...rest } = sends;
      faults.push(...differences([...new URLSearchParams(got?.body)].map(([key, value]) => `${key}=${value}`), pairs(enhanced ? rest : sends, name)));
    }
    return faults;
  });
}

/** Compares JSON without the order of keys. */
function same(got, wanted) {
  const sorted = (value) => (value && typeof value === 'object' && !Array.isArray(value) ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])])) : Array.isArray(value) ? value.map(sorted) : value);
  const [a, b] = [JSON.stringify(sorted(got)), JSON.stringify(sorted(wanted))];
  return a === b ? [] : [`sends ${a}`, `and not ${b}`];
}

/** Whatever a script cannot read or does not like, the browser sends the form. */
async function falls() {
  const cases = [
    ['an answer that cannot be read', { unreadable: true }],
    ['an answer that says no', { json: { status: 'failed' } }],
    ['an error', { json: { status: 'success' }, status: 500 }],
    ['a page in place of an answer', {}],
  ];
  for (const [what, answer] of cases) {
    await report.run(`after ${what} the browser sends the form itself, and nobody is told that all went well`, async () => {
      const { page, sent, close } = await tab({}, answer);
      await page.goto(`${site.origin}/shops/articles/kit/`);
      const form = await fillIn(page);
      await Promise.all([page.waitForNavigation(), form.locator('button').click()]);
      const end = page.url();
      await close();
      const by = sent.map((one) => one.by).join(', ');
      return [...(by === 'fetch, document' ? [] : [`it is sent by ${by}`]), ...(end === PROVIDERS.kit.to ? [] : [`it ends at ${end}`])];
    });
  }
}

/** What is wrong is said beside the field, and taken back. */
async function checks() {
  await report.run('a field that is empty or wrong says so where a screen reader hears it, gets the keyboard, and takes it back', async () => {
    const { page, sent, close } = await tab({});
    await page.goto(`${site.origin}/shops/articles/survey/`);
    const form = page.locator('form').last();
    await form.locator('button').click();
    const faults = [];
    const alerts = form.getByRole('alert');
    if ((await alerts.count()) !== 3) faults.push(`${await alerts.count()} fields complain: ${await alerts.allInnerTexts()}`);
    const first = await page.evaluate(() => {
      const group = document.activeElement.closest('fieldset');
      return { name: document.activeElement.name, said: document.getElementById(group?.getAttribute('aria-describedby'))?.textContent };
    });
    if (first.name !== 'taste' || !first.said) faults.push(`the keyboard is at ${first.name}, which is described by ${first.said}`);
    const email = form.getByLabel('E-mail');
    await email.fill('nobody');
    const described = await email.evaluate((input) => [input.getAttribute('aria-invalid'), document.getElementById(input.getAttribute('aria-describedby'))?.textContent]);
    if (described[0] !== 'true' || !described[1]) faults.push(`the address is ${described}`);
    if (process.env.SHOTS) await page.locator('.form-box').last().screenshot({ path: join(process.env.SHOTS, 'form-errors.png') });
    await page.evaluate(AXE);
    const { violations } = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa'] }));
    faults.push(...violations.map((violation) => `${violation.id}: ${violation.nodes[0].html}`));
    await email.fill(EMAIL);
    await form.getByLabel('4', { exact: true }).check();
    await form.getByLabel('Now and then').check();
    if ((await alerts.count()) !== 0) faults.push(`still: ${await alerts.allInnerTexts()}`);
    if (sent.length > 0) faults.push('it was sent');
    await close();
    return faults;
  });
}

async function utm() {
  for (const [javaScriptEnabled, wanted] of [[true, 'fair'], [false, '']]) {
    await report.run(`what an advertisement says of itself goes along ${javaScriptEnabled ? 'with' : 'and is blank without'} JavaScript`, async () => {
      const { page, close } = await tab({ javaScriptEnabled });
      await page.goto(`${site.origin}/shops/articles/survey/?utm_source=fair&utm_medium=%22%3E%3Cb%3E`);
      await page.waitForTimeout(100);
      const value = await page.locator('input[name=utm_source]').getAttribute('value');
      const now = javaScriptEnabled ? await page.locator('input[name=utm_source]').inputValue() : value;
      await close();
      return now === wanted ? [] : [`it is ${now}`];
    });
  }
}

async function looks() {
  for (const colorScheme of ['light', 'dark']) {
    await report.run(`a form of every sort of field is accessible and fits a phone, ${colorScheme}`, async () => {
      const { page, close } = await tab({ colorScheme, reducedMotion: 'reduce' });
      await page.goto(`${site.origin}/shops/articles/survey/`);
      await page.evaluate(AXE);
      const { violations } = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'best-practice'] }));
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
      const small = await page.evaluate(() =>
        [...document.querySelectorAll('form :is(input:not([type=hidden]), select, button)')]
          .filter((input) => !input.closest('.trap') && Math.min(...['width', 'height'].map((side) => (input.closest('.choice, .field-check') ?? input).getBoundingClientRect()[side])) < 24)
          .map((input) => input.id),
      );
      if (process.env.SHOTS) await page.locator('.form-box').last().screenshot({ path: join(process.env.SHOTS, `form-${colorScheme}.png`) });
      await close();
      return [...violations.map((violation) => `${violation.id}: ${violation.nodes[0].html}`), ...(wide ? ['it is too wide'] : []), ...small.map((id) => `${id} is too small to touch`)];
    });
  }
}

/** In a preview, a form ends at a page that says what it would send. */
async function preview() {
  const child = spawn(program, ['serve', '--port', '0', '-C', folder], { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, NO_COLOR: '1' } });
  let said = '';
  child.stderr.on('data', (text) => { said += text; });
  for (let turn = 0; turn < 1500 && !said.includes('Ready at '); turn += 1) await pause(20);
  const origin = /Ready at (http:\S+)/.exec(said)?.[1];
  for (const javaScriptEnabled of [true, false]) {
    await report.run(`in a preview a form goes nowhere, and says what it would send and to whom, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, async () => {
      const { page, sent, close } = await tab({ javaScriptEnabled });
      await page.goto(`${origin}/shops/articles/hubspot/`);
      const form = await fillIn(page);
      await Promise.all([page.waitForURL('**/__segue/form**'), form.locator('button').click()]);
      const text = await page.locator('main').innerText();
      const wanted = ['forms.hubspot.com', 'firstname', 'Nino', 'hs_context', ...(javaScriptEnabled ? ['objectTypeId'] : [])];
      if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, `sink-${javaScriptEnabled}.png`), fullPage: true });
      await page.getByRole('link', { name: '/shops/thanks/hubspot/' }).waitFor();
      await close();
      return [...wanted.filter((word) => !text.includes(word)).map((word) => `it does not say ${word}`), ...sent.map((one) => `sent to ${one.url}`)];
    });
  }
  child.kill('SIGINT');
}
