// The preview as writers meet it: files are edited on the disk, and a real browser has to follow.
//
//   node preview.mjs PROGRAM FOLDER      FOLDER is a copy of the example site, which is edited
//
// CHROMIUM names the browser, SHOTS a folder for pictures of the panel. The last line is `preview: N passed, N failed`.

import { spawn } from 'node:child_process';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { Report } from './report.mjs';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
// Only a check that fails waits for so long.
const PATIENCE = 30_000;
const WIDE = { width: 1280, height: 900 };
const PHONE = { width: 375, height: 740 };
const SOURCE = 'content/articles/storing-tea.md';
const PAGE = '/b2b/articles/storing-tea/';
const OTHER = '/b2c/articles/first-week-with-loose-leaf/';

const [program, folder] = process.argv.slice(2).map((word) => resolve(word));
const report = new Report();
const server = await serve();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
try {
  await follows();
  await findings();
  await templates();
  await tabs();
  await looks();
  await policy();
} finally {
  await browser.close();
}
await ends();
console.log(`preview: ${report.passed} passed, ${report.failed} failed`);
process.exitCode = report.failed === 0 ? 0 : 1;

async function serve() {
  const child = spawn(program, ['serve', '--port', '0', '-C', folder], { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, NO_COLOR: '1' } });
  const server = { child, said: '', origin: null };
  process.on('exit', () => child.kill('SIGKILL'));
  child.stderr.on('data', (text) => { server.said += text; });
  await until(() => server.said.includes('Ready at '), () => `the preview does not start: ${server.said}`);
  [, server.origin] = /Ready at (http:\S+)/.exec(server.said);
  return server;
}

async function until(holds, otherwise) {
  const started = Date.now();
  while (!(await holds())) {
    if (Date.now() - started > PATIENCE) throw new Error(typeof otherwise === 'function' ? otherwise() : otherwise);
    await pause(20);
  }
}

async function read(path) {
  return readFile(join(folder, path), 'utf8');
}

/** Saves as most editors do: a file beside it takes its place. */
async function save(path, text) {
  await writeFile(join(folder, `${path}.tmp`), text);
  await rename(join(folder, `${path}.tmp`), join(folder, path));
}

/** Replaces a text that must be there; gives a way back. */
async function edit(path, from, to) {
  const before = await read(path);
  if (!before.includes(from)) throw new Error(`${path} does not hold ${from}`);
  await save(path, before.replace(from, to));
  return () => save(path, before);
}

/** A tab that notes whatever goes wrong in it, and how often it was loaded. */
async function tab(path, options = {}, context = null) {
  const own = context ?? (await browser.newContext({ viewport: WIDE, ...options }));
  const page = await own.newPage();
  page.setDefaultTimeout(PATIENCE);
  const faults = [];
  const seen = { loads: 0 };
  page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) faults.push(`console: ${message.text()}`); });
  page.on('pageerror', (error) => faults.push(`page: ${error.message}`));
  page.on('load', () => { seen.loads += 1; });
  const connected = page.waitForResponse((response) => response.url().includes('/__segue/status'));
  await page.goto(server.origin + path);
  await connected;
  return { context: own, page, faults, seen, panel: page.getByRole('alertdialog'), close: () => own.close() };
}

async function status(page) {
  return (await page.request.get(`${server.origin}/__segue/status`)).json();
}

/** Waits until a tab has heard of everything so far, and a little longer. */
async function settled(page) {
  await pause(600);
  await page.waitForLoadState('load');
}

async function follows() {
  const { page, faults, seen, close } = await tab(PAGE);
  await report.run('an edit of a body is seen, where the reader stood', async () => {
    await page.evaluate(() => window.scrollTo({ top: 700, behavior: 'instant' }));
    const back = await edit(SOURCE, 'It loses value quietly.', 'It loses value without a sound.');
    await page.getByText('without a sound').waitFor();
    await page.waitForFunction(() => Math.abs(window.scrollY - 700) < 2);
    await back();
    await page.getByText('It loses value quietly.').waitFor();
    await page.waitForFunction(() => Math.abs(window.scrollY - 700) < 2);
    return seen.loads === 3 ? [] : [`the page was loaded ${seen.loads} times`];
  });
  await report.run('an edit of a title is seen, in the tab as well', async () => {
    const back = await edit(SOURCE, 'Storing tea at work', 'Keeping tea at work');
    await page.waitForFunction(() => document.title.startsWith('Keeping tea at work') && document.querySelector('h1').textContent.startsWith('Keeping'));
    await back();
    await page.waitForFunction(() => document.title.startsWith('Storing tea at work'));
    return [];
  });
  await report.run('what a reader opened, wrote and scrolled to is there after the page was loaded again', async () => {
    const more = '<details id="more"><summary>More</summary>x</details>';
    const box = '<div id="box" tabindex="0" style="height:40px;overflow:auto"><p style="height:400px">y</p></div>';
    const again = await edit('themes/lumen/templates/article.html', '{{ <ui_body', `${more}${box}<label>Name <input name="name"></label>{{ <ui_body`);
    await page.locator('input[name=name]').fill('Nino');
    await page.evaluate(() => {
      document.querySelector('#more').open = true;
      document.querySelector('#box').scrollTo(0, 120);
    });
    const loads = seen.loads;
    const undo = await edit(SOURCE, 'It loses value quietly.', 'It loses value, quietly.');
    await page.getByText('It loses value, quietly.').waitFor();
    await until(() => seen.loads > loads, 'the page was not loaded again');
    const faults = await page.evaluate(() => [
      ...(document.querySelector('#more').open ? [] : ['the details are closed']),
      ...(document.querySelector('#box').scrollTop === 120 ? [] : ['the box is at its top']),
      ...(document.querySelector('input[name=name]').value === 'Nino' ? [] : ['the field is empty']),
      ...(document.activeElement === document.querySelector('input[name=name]') ? [] : ['the keyboard is elsewhere']),
    ]);
    await undo();
    await again();
    return faults;
  });
  await report.run('an edit of a style sheet changes clothes and nothing else', async () => {
    await page.locator('#box').waitFor({ state: 'detached' });
    await settled(page);
    const loads = seen.loads;
    await page.evaluate(() => { window.here = true; });
    const style = await read('themes/lumen/assets/lumen.css');
    await save('themes/lumen/assets/lumen.css', `${style}\nh1 { outline: 7px solid rgb(1, 2, 3); }\n`);
    await page.waitForFunction(() => getComputedStyle(document.querySelector('h1')).outlineWidth === '7px');
    await save('themes/lumen/assets/lumen.css', style);
    await page.waitForFunction(() => getComputedStyle(document.querySelector('h1')).outlineWidth !== '7px');
    await page.waitForFunction(() => document.querySelectorAll('link[rel=stylesheet]').length === 1);
    const here = await page.evaluate(() => window.here === true);
    return [...(here ? [] : ['what a script kept is gone']), ...(seen.loads === loads ? [] : ['the page was loaded again'])];
  });
  await report.run('an edit of a picture is seen without loading the page again', async () => {
    await page.evaluate(() => { window.here = true; });
    const source = 'content/articles/storing-tea.svg';
    const back = await edit(source, '<svg', '<svg data-new="1"');
    await page.waitForFunction(() => [...document.images].some((image) => image.currentSrc.includes('storing-tea') && image.currentSrc.includes('segue=')));
    const here = await page.evaluate(() => window.here === true);
    await back();
    return here ? [] : ['the page was loaded again'];
  });
  await report.run('a page that a change does not touch is left alone', async () => {
    await settled(page);
    await page.evaluate(() => { window.here = true; });
    const back = await edit('content/articles/first-week-with-loose-leaf.md', '---\n\n', '---\n\nAnother first line.\n\n');
    const probe = await tab(OTHER, {}, page.context());
    await probe.page.getByText('Another first line.').waitFor();
    await settled(page);
    const here = await page.evaluate(() => window.here === true);
    await back();
    await probe.page.close();
    return here ? probe.faults : ['it was loaded again'];
  });
  report.check('nothing is complained about in the console while a page follows', faults);
  await close();
}

async function findings() {
  const { page, faults, seen, panel, close } = await tab(PAGE);
  await report.run('a mistake is shown over the last good page, with file, line and what to do', async () => {
    const loads = seen.loads;
    const back = await edit(SOURCE, '\naudience: [b2b, b2c]', '\naudiense: [b2b, b2c]');
    await panel.waitFor();
    const text = await panel.innerText();
    const marks = await panel.locator('mark').allInnerTexts();
    const wanted = [`${SOURCE}:4:1`, 'audiense', 'did you mean', 'audience'];
    const heading = await page.locator('h1').first().innerText();
    await back();
    await panel.waitFor({ state: 'hidden' });
    return [
      ...wanted.filter((word) => !text.includes(word)).map((word) => `the panel does not say ${word}`),
      ...(marks.includes('audiense') ? [] : [`marked is ${marks}`]),
      ...(heading.startsWith('Storing tea') ? [] : [`beneath it is ${heading}`]),
      ...(seen.loads === loads ? [] : ['the page was loaded again']),
    ];
  });
  await report.run('what is wrong with the site itself is shown in the same way', async () => {
    const back = await edit('site.yaml', 'paginate:', 'paginat:');
    await panel.getByText('site.yaml:').first().waitFor();
    const good = (await page.request.get(server.origin + OTHER)).status();
    await back();
    await panel.waitFor({ state: 'hidden' });
    return good === 200 ? [] : [`another page has status ${good}`];
  });
  await report.run('Escape closes the panel, the count in the corner opens it, and typing is not disturbed', async () => {
    const faults = [];
    await page.evaluate(() => {
      const field = document.createElement('input');
      field.id = 'field';
      document.querySelector('main').prepend(field);
      field.focus();
    });
    const back = await edit(SOURCE, '\naudience: [b2b, b2c]', '\naudiense: [b2b, b2c]');
    await panel.waitFor();
    await page.keyboard.type('tea');
    if ((await page.locator('#field').inputValue()) !== 'tea') faults.push('the field lost the keyboard');
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'hidden' });
    const pill = page.getByRole('button', { name: /1 error/ });
    await pill.focus();
    await page.keyboard.press('Enter');
    await panel.waitFor();
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'hidden' });
    // A page that is loaded while the mistake is known to the reader does not show it again by itself.
    await page.reload();
    await pill.waitFor();
    if (await panel.isVisible()) faults.push('it comes again by itself');
    await back();
    await pill.waitFor({ state: 'hidden' });
    return faults;
  });
  report.check('nothing is complained about in the console while something is wrong', faults);
  await close();
}

async function templates() {
  const { page, faults, panel, close } = await tab(PAGE);
  const path = 'themes/lumen/templates/article.html';
  const template = await read(path);
  await report.run('an edit of a template is seen', async () => {
    await save(path, template.replace('{{ <ui_body', '<p>From the template.</p>{{ <ui_body'));
    await page.getByText('From the template.').waitFor();
    await save(path, template);
    await page.getByText('From the template.').waitFor({ state: 'detached' });
    return [];
  });
  await report.run('a template that fails leaves the page as it was, says where, and is forgotten when it is mended', async () => {
    await save(path, template.replace('{{ <ui_body', '{{ page.nothing.at_all }}{{ <ui_body'));
    await panel.getByText(`${path}:`).first().waitFor();
    const heading = await page.locator('h1').first().innerText();
    await save(path, template);
    await panel.waitFor({ state: 'hidden' });
    return heading.startsWith('Storing tea') ? [] : [`beneath it is ${heading}`];
  });
  await report.run('a page that comes into being appears in the tab that waits for it', async () => {
    const waiting = await tab('/b2c/articles/brand-new/', {}, page.context());
    const missing = await waiting.page.title();
    await save('content/articles/brand-new.md', '---\ntitle: Brand new\ndescription: New.\naudience: b2c\ndate: 2026-11-01\nauthor: nino\n---\n\nNew.\n');
    await waiting.page.waitForFunction(() => document.querySelector('h1')?.textContent === 'Brand new');
    await waiting.page.close();
    return missing === 'Brand new' ? ['it was there before'] : waiting.faults.filter((fault) => !fault.includes('404'));
  });
  report.check('nothing is complained about in the console while a template is edited', faults);
  await close();
}

async function tabs() {
  const context = await browser.newContext({ viewport: WIDE });
  const open = [];
  for (const path of [PAGE, OTHER, PAGE, '/b2b/', '/b2c/', PAGE, OTHER, '/b2c/']) open.push(await tab(path, {}, context));
  await report.run('many tabs of a browser share one connection and all of them follow', async () => {
    const { connections } = await status(open[0].page);
    const back = await edit(SOURCE, 'It loses value quietly.', 'It loses value in silence.');
    await Promise.all(open.filter((_, index) => [0, 2, 5].includes(index)).map(({ page }) => page.getByText('in silence').waitFor()));
    await back();
    return connections === 1 ? [] : [`there are ${connections}`];
  });
  await report.run('when the tab that holds it is closed another one takes its turn', async () => {
    await open[0].page.close();
    await until(async () => (await status(open[1].page)).connections === 1, 'nobody connects');
    const back = await edit(SOURCE, 'It loses value quietly.', 'It loses value by and by.');
    await open[2].page.getByText('by and by').waitFor();
    await back();
    return [];
  });
  report.check('nothing is complained about in the console of any tab', open.flatMap(({ faults }) => faults));
  await context.close();
}

/** The panel in light and dark, wide and narrow: it fits, and axe finds nothing. */
async function looks() {
  const back = await edit(SOURCE, '\naudience: [b2b, b2c]', '\naudiense: [b2b, b2c]');
  for (const [name, viewport, colorScheme] of [['light', WIDE, 'light'], ['dark', WIDE, 'dark'], ['phone', PHONE, 'light'], ['phone-dark', PHONE, 'dark']]) {
    await report.run(`${name}: the panel fits the window and is accessible`, async () => {
      const { page, panel, close } = await tab(PAGE, { viewport, colorScheme, reducedMotion: 'reduce' });
      await panel.waitFor();
      const box = await panel.boundingBox();
      await page.evaluate(AXE);
      const found = await page.evaluate(() => window.axe.run('segue-preview', { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice'] }));
      if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, `${name}.png`) });
      await close();
      return [
        ...(box.x >= 0 && box.y >= 0 && box.x + box.width <= viewport.width && box.y + box.height <= viewport.height ? [] : ['it does not fit']),
        ...found.violations.map((violation) => `${violation.id}: ${violation.nodes[0].failureSummary}`),
      ];
    });
  }
  await back();
}

/** A strict policy of the site's own does not stop the preview. */
async function policy() {
  const path = 'themes/lumen/templates/base.html';
  const base = await read(path);
  await report.run('a strict content security policy of the site is kept, and the page follows all the same', async () => {
    const meta = `<meta http-equiv="Content-Security-Policy" content="default-src 'self'; script-src 'self'; style-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'">`;
    await save(path, base.replace('<head>', `<head>${meta}`));
    const { page, faults, panel, close } = await tab('/');
    await page.goto(server.origin + PAGE);
    await page.waitForFunction(() => document.querySelector('meta[http-equiv]'));
    const back = await edit(SOURCE, '\naudience: [b2b, b2c]', '\naudiense: [b2b, b2c]');
    await panel.waitFor();
    const styled = await panel.evaluate((element) => getComputedStyle(element).position);
    await back();
    await panel.waitFor({ state: 'hidden' });
    await save(path, base);
    await page.waitForFunction(() => !document.querySelector('meta[http-equiv]'));
    await close();
    // What the site itself writes into its pages may well be against such a policy.
    return [...(styled === 'fixed' ? [] : ['the panel has no style']), ...faults.filter((fault) => fault.includes('segue'))];
  });
}

async function ends() {
  await report.run('Ctrl-C ends the preview', async () => {
    const connection = await fetch(`${server.origin}/__segue/events`);
    const ended = new Promise((done) => server.child.once('exit', (code, signal) => done(code ?? signal)));
    server.child.kill('SIGINT');
    const code = await Promise.race([ended, pause(PATIENCE, 'not at all')]);
    await connection.body.cancel().catch(() => {});
    return code === 0 ? [] : [`it ended with ${code}`];
  });
}
