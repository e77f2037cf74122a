// Follows every link of a published site through a server, and reads every HTML file that was published.
//
// A site has one or several hosts. Links to a host's public address are followed on its server; links to anywhere else are left alone,
// and nothing is ever fetched from the network.

import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { serve } from './server.mjs';

/** Serves the hosts: `{ 'https://kolkheti.example': 'folder' }`. */
export async function open(hosts) {
  const open = [];
  for (const [address, folder] of Object.entries(hosts)) {
    open.push({ address: new URL(address).origin, folder, ...(await serve(folder)) });
  }
  return { hosts: open, close: () => Promise.all(open.map((host) => host.close())) };
}

/** Every published HTML file as an address of its server. */
export async function published(site) {
  const all = [];
  for (const host of site.hosts) {
    for (const entry of await readdir(host.folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !entry.name.endsWith('.html')) continue;
      const path = relative(host.folder, join(entry.parentPath ?? entry.path, entry.name)).split(sep).map(encodeURIComponent).join('/');
      all.push(`${host.origin}/${path.replace(/(^|\/)index\.html$/, '$1')}`);
    }
  }
  return all.sort();
}

/** Where an address is served, without its anchor; nothing where it leaves the site. */
function local(site, address) {
  const url = new URL(address);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
  const host = site.hosts.find((host) => host.origin === url.origin || host.address === url.origin);
  return host ? host.origin + url.pathname : null;
}

// Runs in the browser: reads a page without showing it.
function read({ html, url }) {
  const page = new DOMParser().parseFromString(html, 'text/html');
  const at = (value) => {
    try {
      return new URL(value, url).href;
    } catch {
      return `broken:${value}`;
    }
  };
  const of = (selector, name) => [...page.querySelectorAll(selector)].map((element) => element.getAttribute(name));
  const ids = of('[id]', 'id');
  return {
    links: [...of('a[href]', 'href'), ...of('link[href]', 'href')].map(at),
    files: [
      ...of('[src]', 'src'),
      ...of('video[poster]', 'poster'),
      ...of('[srcset]', 'srcset').flatMap((set) => set.split(',').map((one) => one.trim().split(/\s+/)[0])),
      ...of('meta[property="og:image"], meta[name="twitter:image"]', 'content'),
    ].map(at),
    ids,
    twice: ids.filter((id, index) => ids.indexOf(id) !== index),
    headings: page.querySelectorAll('h1').length,
    lang: page.documentElement.lang,
    title: page.title,
    role: (page.body.className.match(/\bpage-([\w-]+)/) ?? [])[1] ?? '',
    data: [...page.querySelectorAll('script[type="application/ld+json"]')].map((script) => script.textContent),
  };
}

/** Everything a site has: pages by address, with what is wrong in `faults` by sort. */
export async function crawl(site, reader) {
  const faults = { links: [], anchors: [], pages: [], machine: [], orphans: [] };
  const pages = new Map();
  const linked = new Map();
  const anchors = [];
  const short = (url) => site.hosts.reduce((text, host) => text.replace(host.origin, site.hosts.length > 1 ? host.address : ''), url) || '/';

  const visit = async (url, from) => {
    const response = await fetch(url, { redirect: 'manual' });
    if (response.status !== 200) faults.links.push(`${short(url)} answers ${response.status}, linked from ${from}`);
    const type = response.headers.get('content-type') ?? '';
    if (response.status !== 200 || !type.startsWith('text/html')) {
      const text = response.status === 200 && type.startsWith('application/xml') ? await response.text() : (await response.arrayBuffer(), '');
      return { found: addresses(text), xml: text !== '' };
    }
    const page = await reader.evaluate(read, { html: await response.text(), url });
    pages.set(url, page);
    if (page.headings !== 1) faults.pages.push(`${short(url)} has ${page.headings} main headings`);
    if (!page.title.trim()) faults.pages.push(`${short(url)} has no title`);
    if (!page.lang) faults.pages.push(`${short(url)} does not say its language`);
    page.twice.forEach((id) => faults.pages.push(`${short(url)} has the id ${id} twice`));
    page.data.forEach((data) => {
      try {
        JSON.parse(data);
      } catch (error) {
        faults.pages.push(`${short(url)} has broken JSON-LD: ${error.message}`);
      }
    });
    for (const link of page.links) {
      const hash = decodeURIComponent(new URL(link).hash.slice(1));
      const target = local(site, link);
      if (link.startsWith('broken:')) faults.links.push(`${link.slice(7)} is no address, in ${short(url)}`);
      if (target && hash && hash !== 'top') anchors.push({ target, hash, from: short(url) });
    }
    return { found: [...page.links, ...page.files] };
  };

  const walk = async (queue, notes) => {
    while (queue.length > 0) {
      const batch = queue.splice(0, 16);
      const answers = await Promise.all(batch.map(([url, from]) => visit(url, from)));
      answers.forEach(({ found, xml }, index) => {
        const from = short(batch[index][0]);
        if (xml && found.length === 0) faults.machine.push(`${from} names nothing`);
        found.forEach((address) => {
          const target = address.startsWith('broken:') ? null : local(site, address);
          if (!target || linked.has(target)) return;
          linked.set(target, from);
          notes?.(target, from);
          queue.push([target, from]);
        });
      });
    }
  };

  const start = site.hosts.flatMap((host) => [`${host.origin}/`, `${host.origin}/sitemap.xml`].map((url) => [url, 'the start']));
  start.forEach(([url, from]) => linked.set(url, from));
  await walk(start);
  // Pages that nothing leads to: one that a form leads to, and one that stands for a missing page, are meant so.
  const rest = (await published(site)).filter((url) => !linked.has(url));
  rest.forEach((url) => linked.set(url, 'its own file'));
  await walk(rest.map((url) => [url, 'its own file']));
  for (const url of rest) {
    const role = pages.get(url)?.role;
    if (role && !['not-found', 'thanks', 'consent'].includes(role)) faults.orphans.push(`nothing leads to ${short(url)}`);
  }
  for (const { target, hash, from } of anchors) {
    const page = pages.get(target);
    if (page && !page.ids.includes(hash)) faults.anchors.push(`${short(target)} has no place #${hash}, linked from ${from}`);
  }
  return { pages, faults, short };
}

// What sitemaps and feeds name.
function addresses(xml) {
  const found = [...xml.matchAll(/<loc>([^<]+)<\/loc>|\bhref="([^"]+)"/g)].map((match) => match[1] ?? match[2]);
  return found.map((text) => text.trim().replaceAll('&amp;', '&')).filter((text) => /^https?:/.test(text));
}
