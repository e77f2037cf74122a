// The example site as people meet it: every link, every page in Chromium, axe-core, narrow screens, the keyboard, no JavaScript.
//
//   node site.mjs NAME=URL=FOLDER…      NAME is `site` (all checks) or any other name (its links only); one name can have several hosts
//
// CHROMIUM names the browser. The last line is `browser: N passed, N failed`.

import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { chromium } from 'playwright-core';
import { crawl, open } from './crawl.mjs';
import { Report } from './report.mjs';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 390, height: 844 };
const NARROWEST = { width: 320, height: 640 };
const AT_ONCE = 2;

const report = new Report();
const sites = arguments_(process.argv.slice(2));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ARGS });
try {
  for (const [name, hosts] of sites) await links(name, hosts, name === 'site');
} finally {
  await browser.close();
}
console.log(`browser: ${report.passed} passed, ${report.failed} failed`);
process.exitCode = report.failed === 0 ? 0 : 1;

function arguments_(words) {
  const sites = new Map();
  for (const word of words) {
    const [name, address, ...folder] = word.split('=');
    sites.set(name, { ...sites.get(name), [address]: resolve(folder.join('=')) });
  }
  return sites;
}

/** Follows the links of a site; looks at it closely, too, if asked. */
async function links(name, hosts, closely) {
  const site = await open(hosts);
  const context = await browser.newContext();
  try {
    const { pages, faults, short } = await crawl(site, await context.newPage());
    console.log(`\n${name}: ${pages.size} pages`);
    report.check(`${name}: there are pages`, pages.size > 0 ? [] : ['none was found']);
    report.check(`${name}: every link leads to something`, faults.links);
    report.check(`${name}: every anchor exists`, faults.anchors);
    report.check(`${name}: sitemaps and feeds name pages`, faults.machine);
    report.check(`${name}: something leads to every page`, faults.orphans);
    report.check(`${name}: every page has a title, a language, one main heading and each id once`, faults.pages);
    if (closely) await look(site, pages, short);
  } finally {
    await context.close();
    await site.close();
  }
}

async function look(site, pages, short) {
  const all = [...pages].map(([url, page]) => ({ url, ...page, audience: new URL(url).pathname.split('/')[1] }));
  const find = (role, audience) => all.find((page) => page.role === role && page.audience === audience && page.lang === 'en');
  const audiences = [...new Set(all.filter((page) => page.role === 'home').map((page) => page.audience))];
  const languages = [...new Set(all.map((page) => page.lang))];
  report.check('the site has two audiences in three languages', audiences.length === 2 && languages.length === 3 ? [] : [`${audiences}; ${languages}`]);

  await everyPage(site, all, short);
  await accessible(all, audiences, languages, short);
  for (const audience of audiences) {
    await keyboard(find('article', audience).url, audience);
    await form(all, audience);
    await noScript(find('home', audience).url, audience);
  }
  await offer(all);
}

/** A page that outlives its offer takes it off by itself; without JavaScript the day stands in words. */
async function offer(all) {
  const url = all.find((page) => new URL(page.url).pathname.endsWith('/ru/tea-gifts/'))?.url;
  const seen = async (moment, settings = {}) => {
    const { context, page } = await tab({ viewport: NARROW, ...settings });
    if (moment) await page.clock.setFixedTime(moment);
    await page.goto(url);
    const found = page.locator('[data-ends]');
    const there = await found.count();
    const text = there ? await found.first().innerText() : '';
    const ends = there ? await found.first().getAttribute('data-ends') : '';
    await context.close();
    return { there, text, ends };
  };
  const plain = await seen(null, { javaScriptEnabled: false });
  if (!plain.there) return;
  const before = (minutes) => new Date(Date.parse(plain.ends) - minutes * 60_000);
  await report.run('a dated offer counts down, and is gone when it is over', async () => {
    const soon = await seen(before(26 * 60 + 5));
    const last = await seen(before(0.5));
    const over = await seen(before(-0.5));
    return [
      ...(plain.text.includes('Осталось') ? ['it counts without a script'] : []),
      ...(/Последний день: \d+ [а-я]+ \d{4}/.test(plain.text) ? [] : [`its day is not in words: ${plain.text}`]),
      ...(/Осталось: 1\s+дн\. 2\s+ч/.test(soon.text) ? [] : [`26 hours before: ${soon.text}`]),
      ...(/Осталось: 1\s+мин/.test(last.text) ? [] : [`half a minute before: ${last.text}`]),
      ...(over.there ? ['it is there after its end'] : []),
    ];
  });
}

/** Opens every page as narrow as screens get: no errors, nothing from elsewhere, no scrolling sideways. */
async function everyPage(site, all, short) {
  const errors = [];
  const strangers = [];
  const wide = [];
  const queue = [...all];
  const ours = new Set(site.hosts.map((host) => host.origin));
  const worker = async () => {
    const { context, page } = await tab({ viewport: NARROWEST });
    let current = '';
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && errors.push(`${current}: ${message.text()}`));
    page.on('pageerror', (error) => errors.push(`${current}: ${error.message}`));
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (url.protocol.startsWith('http') && !ours.has(url.origin)) strangers.push(`${current} fetches ${url.origin}`);
    });
    for (let next = queue.shift(); next; next = queue.shift()) {
      current = short(next.url);
      await page.goto(next.url, { waitUntil: 'load' });
      const overflow = await page.evaluate(sideways);
      if (overflow) wide.push(`${current}: ${overflow}`);
    }
    await context.close();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  report.check('no page writes an error to the console', errors);
  report.check('no page fetches anything from elsewhere', strangers);
  report.check('no page scrolls sideways at 320 px', wide);
}

// Runs in the browser: names what reaches past the right edge.
function sideways() {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return '';
  const past = [...document.body.querySelectorAll('*')].filter((element) => element.getBoundingClientRect().right > root.clientWidth + 1);
  const last = past.at(-1);
  return `${root.scrollWidth} px${last ? `, ${last.tagName.toLowerCase()}.${last.className}` : ''}`;
}

/** axe-core on each kind of page of each audience; the busiest kinds in both widths and both colour schemes. */
async function accessible(all, audiences, languages, short) {
  const busy = ['home', 'article', 'case-study', 'landing', 'event'];
  const roles = [...new Set(all.map((page) => page.role))].sort();
  const jobs = [];
  for (const role of roles) {
    // Pages of the host as a whole belong to no audience.
    const groups = audiences.map((audience) => all.filter((page) => page.role === role && page.audience === audience)).filter((pages) => pages.length);
    if (groups.length === 0) groups.push(all.filter((page) => page.role === role));
    groups.forEach((pages, group) => {
      const each = languages.flatMap((lang) => pages.find((page) => page.lang === lang) ?? []);
      const views = [[WIDE, 'light'], [NARROW, 'dark'], [WIDE, 'dark'], [NARROW, 'light']];
      views.slice(0, busy.includes(role) ? 4 : 2).forEach(([viewport, colorScheme], index) => {
        jobs.push({ page: each[(index + group) % each.length], viewport, colorScheme });
      });
    });
  }
  const faults = new Map(roles.map((role) => [role, []]));
  const queue = [...jobs];
  const worker = async () => {
    for (let job = queue.shift(); job; job = queue.shift()) {
      const { context, page } = await tab({ viewport: job.viewport, colorScheme: job.colorScheme, reducedMotion: 'reduce' });
      await page.goto(job.page.url);
      await page.evaluate(AXE);
      const { violations } = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa'], resultTypes: ['violations'] }));
      const where = `${short(job.page.url)} at ${job.viewport.width} px, ${job.colorScheme}`;
      violations.forEach(({ id, help, nodes }) =>
        faults.get(job.page.role).push(`${where}: ${id}, ${help}: ${nodes[0].html.slice(0, 120).replace(/\s+/g, ' ')}${nodes.length > 1 ? ` and ${nodes.length - 1} more` : ''}`),
      );
      await context.close();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  for (const [role, list] of faults) report.check(`axe finds nothing wrong on pages of kind ${role}`, list);
}

async function keyboard(url, audience) {
  await report.run(`${audience}: the first press of Tab offers to skip to the content`, async () => {
    const { context, page } = await tab({ viewport: WIDE });
    await page.goto(url);
    await page.keyboard.press('Tab');
    const skip = await page.evaluate(() => {
      const link = document.activeElement;
      const box = link.getBoundingClientRect();
      return { to: link.getAttribute('href'), seen: box.width > 1 && box.height > 1 && box.top >= 0 && box.left >= 0 };
    });
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    const inside = await page.evaluate(() => document.querySelector('main').contains(document.activeElement));
    await context.close();
    return [
      ...(skip.to?.startsWith('#') ? [] : [`the first stop is ${skip.to}`]),
      ...(skip.seen ? [] : ['the link cannot be seen']),
      ...(inside ? [] : ['the next stop is not in the content']),
    ];
  });
  await report.run(`${audience}: every stop of the keyboard can be seen`, async () => {
    const { context, page } = await tab({ viewport: WIDE, reducedMotion: 'reduce' });
    await page.goto(url);
    const faults = [];
    for (let stop = 0; stop < 60; stop += 1) {
      await page.keyboard.press('Tab');
      const seen = await page.evaluate(() => {
        const here = document.activeElement;
        if (!here || here === document.body) return { end: true };
        // A card whose link covers it may carry the mark in the link's place.
        const around = [here, here.closest('article, section, li, fieldset')].filter(Boolean).map((element) => getComputedStyle(element));
        const marked = around.some((style) => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0);
        return { marked, name: `${here.tagName.toLowerCase()} ${here.textContent.trim().slice(0, 40)}` };
      });
      if (seen.end) break;
      if (!seen.marked) faults.push(`no mark on ${seen.name}`);
    }
    await context.close();
    return faults;
  });
}

/** A form without JavaScript: every field has a label, and what is sent says who asked. */
async function form(all, audience) {
  await report.run(`${audience}: a form can be filled in by its labels and sends what it should`, async () => {
    const { context, page } = await tab({ viewport: NARROW, javaScriptEnabled: false });
    const faults = [];
    let sent = null;
    await context.route(
      (url) => url.hostname !== '127.0.0.1',
      (route) => {
        sent = { method: route.request().method(), body: route.request().postData() ?? '' };
        return route.fulfill({ status: 200, contentType: 'text/html', body: '<title>received</title>' });
      },
    );
    await page.goto(all.find((one) => one.role === 'landing' && one.audience === audience && one.lang === 'en').url);
    const form = page.locator('form[action^="https://"]').first();
    for (const field of await form.locator('input:not([type=hidden]), select, textarea').all()) {
      if (!(await field.isVisible())) continue;
      const label = await field.evaluate((element) => [...element.labels].map((label) => label.textContent.trim()).join(' '));
      if (!label) faults.push(`no label on ${await field.getAttribute('name')}`);
      const type = await field.getAttribute('type');
      if (type === 'email') await form.getByLabel(label).fill('reader@example.org');
      else if (type === 'checkbox') {
        if (await field.isChecked()) faults.push(`${label} is ticked beforehand`);
        await field.check();
      }
      else if ((await field.evaluate((element) => element.tagName)) !== 'SELECT') await field.fill(type === 'number' ? '2' : 'Tea');
    }
    const boxes = await form.locator('input[name^="consent["]').evaluateAll((all) => all.map((box) => [box.name, box.value]));
    await Promise.all([page.waitForURL(/^https:/), form.locator('button[type=submit], button:not([type])').first().click()]);
    await context.close();
    if (sent?.method !== 'POST') faults.push('it does not post');
    const fields = new URLSearchParams(sent?.body);
    if (fields.get('email') !== 'reader@example.org') faults.push('the address is not sent');
    if (![...fields.values()].includes(audience)) faults.push('the audience is not sent');
    for (const [name, hash] of boxes) {
      if (!/^[0-9a-f]{64}$/.test(hash) || fields.get(name) !== hash) faults.push(`${name} does not send the hash of its text`);
    }
    return faults;
  });
}

async function noScript(url, audience) {
  await report.run(`${audience}: a reader without JavaScript gets about`, async () => {
    const { context, page } = await tab({ viewport: NARROW, javaScriptEnabled: false });
    const faults = [];
    await page.goto(url);
    const home = await page.title();
    const menu = page.locator('header nav a[href*="/articles/"]').first();
    if (!(await menu.isVisible())) await page.locator('header summary').first().click();
    await menu.click();
    if ((await page.title()) === home) faults.push('the menu does not lead to the articles');
    await page.locator('main a[href*="/articles/"]').first().click();
    if ((await page.locator('main h1').count()) !== 1) faults.push('an article has no heading');
    if ((await page.locator('main').innerText()).length < 500) faults.push('an article shows hardly any text');
    const other = page.locator('header nav a[hreflang]:not([aria-current])').first();
    const before = await page.locator('html').getAttribute('lang');
    await other.click();
    if ((await page.locator('html').getAttribute('lang')) === before) faults.push('the language cannot be changed');
    await context.close();
    return faults;
  });
}

async function tab(options) {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(15_000);
  context.setDefaultNavigationTimeout(60_000);
  return { context, page: await context.newPage() };
}
