// What only the preview needs in a browser: a page follows its sources, and shows what is wrong with them.
//
// One tab of a browser holds the connection and tells the others. Every tab asks for itself whether its page is another one now, and does
// the least that shows it: nothing, other style sheets, or loading again where it stood. Policies of a page stay whole: no markup, no style
// and no script is ever made from text.
(() => {
  'use strict';
  const script = document.currentScript;
  if (!script || window.segue) return;
  Object.defineProperty(window, 'segue', { value: true });

  const KEPT = 'segue:kept';
  const DISMISSED = 'segue:dismissed';
  const LOADED = 'segue:loaded';
  const page = { hash: script.dataset.page, clothes: null };
  const known = { generation: null, version: null };

  // ── What is kept over loading again ────────────────────────────────────────────────────────────────────────────────────────────────

  const session = {
    get(key) {
      try { return JSON.parse(sessionStorage.getItem(key)); } catch { return null; }
    },
    set(key, value) {
      try { sessionStorage.setItem(key, JSON.stringify(value)); } catch { /* a browser that keeps nothing loses its place, no more */ }
    },
    remove(key) {
      try { sessionStorage.removeItem(key); } catch { /* as above */ }
    },
  };

  /** Where an element stands in the page, as numbers from the root down. */
  function way(element) {
    const steps = [];
    for (let here = element; here.parentElement; here = here.parentElement) steps.unshift([...here.parentElement.children].indexOf(here));
    return { steps, tag: element.localName };
  }

  function at({ steps, tag }) {
    let here = document.documentElement;
    for (const step of steps) here = here?.children[step];
    return here?.localName === tag ? here : null;
  }

  const PRIVATE = ['password', 'file', 'hidden', 'submit', 'button', 'reset', 'image'];

  function keep() {
    const all = [...document.querySelectorAll('body *')];
    const fields = all.filter((element) => element.matches('input, textarea, select') && !PRIVATE.includes(element.type));
    const active = document.activeElement;
    session.set(KEPT, {
      path: location.pathname,
      left: window.scrollX,
      top: window.scrollY,
      scrolled: all.filter((element) => element.scrollTop || element.scrollLeft)
        .map((element) => ({ way: way(element), left: element.scrollLeft, top: element.scrollTop })),
      open: all.filter((element) => element.matches('details')).map((element) => ({ way: way(element), open: element.open })),
      fields: fields.map((element) => ({ way: way(element), name: element.name, value: element.value, checked: element.checked })),
      focus: active && active !== document.body ? way(active) : null,
    });
  }

  function restore() {
    const kept = session.get(KEPT);
    session.remove(KEPT);
    if (!kept || kept.path !== location.pathname) return;
    for (const { way, open } of kept.open) {
      const element = at(way);
      if (element) element.open = open;
    }
    for (const { way, name, value, checked } of kept.fields) {
      const element = at(way);
      if (!element || element.name !== name) continue;
      if (element.type === 'checkbox' || element.type === 'radio') element.checked = checked;
      else if (element.value !== value) element.value = value;
    }
    const scroll = () => {
      for (const { way, left, top } of kept.scrolled) at(way)?.scrollTo({ left, top, behavior: 'instant' });
      window.scrollTo({ left: kept.left, top: kept.top, behavior: 'instant' });
    };
    if (kept.focus) at(kept.focus)?.focus({ preventScroll: true });
    scroll();
    // Pictures may still change how long the page is; a reader who scrolls before they come goes where they like.
    let moved = false;
    for (const way of ['wheel', 'touchmove', 'keydown', 'mousedown']) addEventListener(way, () => { moved = true; }, { once: true, passive: true });
    addEventListener('load', () => { if (!moved) scroll(); }, { once: true });
  }

  /** Loads the page again, once for each state of it. */
  function load(reason) {
    if (session.get(LOADED) === reason) return false;
    session.set(LOADED, reason);
    keep();
    location.reload();
    return true;
  }

  // ── Style sheets and files ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  const plain = (address) => {
    const path = new URL(address, location.href);
    if (path.origin !== location.origin) return null;
    try { return decodeURI(path.pathname); } catch { return path.pathname; }
  };

  /** Puts a style sheet in another's place when it is there, so that the page is never without. */
  function swap(link, address) {
    const next = link.cloneNode();
    next.removeAttribute('integrity');
    next.href = address;
    next.addEventListener('load', () => link.remove(), { once: true });
    next.addEventListener('error', () => next.remove(), { once: true });
    link.after(next);
  }

  const sheets = () => [...document.querySelectorAll('link[rel~="stylesheet"][href]')];

  function dress(before, now) {
    for (const [name, address] of Object.entries(now)) {
      const old = before[name];
      if (!old || old === address) continue;
      for (const link of sheets().filter((link) => plain(link.href) === plain(old))) swap(link, address);
    }
  }

  /** Shows files anew that changed under an address that stays. */
  function renew(files, generation) {
    const changed = new Set(files.map((file) => plain(file)));
    const isChanged = (address) => changed.has(plain(address));
    const anew = (address) => {
      const url = new URL(address, location.href);
      url.searchParams.set('segue', generation);
      return url.pathname + url.search + url.hash;
    };
    if ([...document.scripts].some((script) => script.src && isChanged(script.src))) return load(`files ${generation}`);
    for (const link of sheets().filter((link) => isChanged(link.href))) swap(link, anew(link.href));
    for (const [selector, name] of [['link[rel~="icon"]', 'href'], ['img, source, video, audio, iframe, embed', 'src'], ['video', 'poster'], ['object', 'data']]) {
      for (const element of document.querySelectorAll(selector)) {
        const address = element.getAttribute(name);
        if (address && isChanged(address)) element.setAttribute(name, anew(address));
      }
    }
    for (const element of document.querySelectorAll('img[srcset], source[srcset]')) {
      const parts = element.getAttribute('srcset').split(/,\s+/).map((part) => {
        const [address, ...size] = part.trim().split(/\s+/);
        return [isChanged(address) ? anew(address) : address, ...size].join(' ');
      });
      if (parts.join(', ') !== element.getAttribute('srcset')) element.setAttribute('srcset', parts.join(', '));
    }
    return false;
  }

  // ── What is asked ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────

  let asking = false;
  let again = false;

  async function ask() {
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    do {
      again = false;
      try {
        const response = await fetch(`/__segue/status?page=${encodeURIComponent(location.pathname)}`, { cache: 'no-store' });
        if (follow(await response.json())) return;
      } catch {
        // The server is away; when it is back, the connection tells.
      }
    } while (again);
    asking = false;
  }

  /** Makes the page what it is now; whether it is being loaded again. */
  function follow(status) {
    known.generation = status.generation;
    known.version = status.version;
    const now = status.page;
    if (now === null) {
      if (load(`elsewhere ${status.generation}`)) return true;
    } else if (now.hash === page.hash) {
      page.clothes = now.clothes;
    } else if (page.clothes?.bare && page.clothes.bare === now.clothes.bare) {
      dress(page.clothes.styles, now.clothes.styles);
      page.hash = now.hash;
      page.clothes = now.clothes;
    } else if (load(`${status.generation} ${now.hash}`)) {
      return true;
    }
    show(status);
    return false;
  }

  // ── The connection ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────

  const channel = 'BroadcastChannel' in window ? new BroadcastChannel('segue') : null;

  function hear(news) {
    if (news.files === null) load(`missed ${Date.now()}`);
    else if (news.files.length > 0 && renew(news.files, news.generation)) return;
    if (news.generation !== known.generation || news.version !== known.version) ask();
  }

  function tell(news) {
    channel?.postMessage(news);
    hear(news);
  }

  function connect() {
    const source = new EventSource('/__segue/events');
    let lost = false;
    source.onerror = () => { lost = true; };
    source.onopen = () => {
      // Another server counts anew.
      if (lost) tell({ generation: null, version: null, files: [] });
      lost = false;
    };
    source.onmessage = (event) => tell(JSON.parse(event.data));
    return source;
  }

  if (channel) channel.onmessage = (event) => hear(event.data);
  if (channel && navigator.locks) {
    // Held until the tab goes; then another one's turn comes.
    navigator.locks.request('segue', () => new Promise(() => { connect(); })).catch(() => {});
  } else {
    // Browsers hold few connections to a host: tabs that nobody sees give theirs up.
    let source = null;
    const turn = () => {
      if (document.visibilityState === 'visible' && !source) {
        source = connect();
        ask();
      } else if (document.visibilityState !== 'visible' && source) {
        source.close();
        source = null;
      }
    };
    document.addEventListener('visibilitychange', turn);
    turn();
  }

  // ── What is wrong ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────

  function make(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  }

  const host = document.createElement('segue-preview');
  const root = host.attachShadow({ mode: 'open' });
  const said = make('p', { class: 'said', role: 'alert' });
  const pill = make('button', { class: 'pill', type: 'button', hidden: '' });
  const title = make('h2', { id: 'title' });
  const lead = make('p', { id: 'lead' });
  const close = make('button', { class: 'close', type: 'button', 'aria-label': 'Close', title: 'Close (Esc)' }, '×');
  const head = make('div', { class: 'head' }, title, lead, close);
  const list = make('ol', { class: 'findings' });
  const more = make('p', { class: 'more', hidden: '' });
  const panel = make(
    'section',
    { class: 'panel', role: 'alertdialog', 'aria-labelledby': 'title', 'aria-describedby': 'lead', tabindex: '-1', hidden: '' },
    head,
    make('div', { class: 'scroll' }, list, more),
  );
  root.append(panel, pill, said);
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
  } catch {
    root.prepend(make('style', {}, STYLE));
  }

  const plural = (count, one, other) => `${count} ${count === 1 ? one : other}`;
  const counts = ({ errors, warnings }) =>
    [errors && plural(errors, 'error', 'errors'), warnings && plural(warnings, 'warning', 'warnings')].filter(Boolean).join(', ');

  /** What stands between backticks is written by somebody, and shown as it is written. */
  const words = (text) => text.split('`').map((part, index, parts) => (index % 2 === 1 && index < parts.length - 1 ? make('code', {}, part) : index % 2 === 1 ? `\`${part}` : part));

  function finding({ level, message, at, lines, help, related }) {
    const word = { error: 'Error', warning: 'Warning', note: 'Note' }[level];
    const item = make('li', { class: `finding ${level}` }, make('p', { class: 'message' }, make('b', {}, `${word}:`), ' ', ...words(message)));
    if (at) item.append(make('p', { class: 'at' }, make('code', {}, at)));
    if (lines.length > 0) {
      const excerpt = make('pre', { class: 'excerpt', tabindex: '0', 'aria-label': 'The lines in question' });
      for (const { number, before, marked, after } of lines) {
        const line = make('span', { class: marked ? 'line hit' : 'line' }, make('span', { class: 'number' }, String(number)), before);
        if (marked) line.append(make('mark', {}, marked));
        line.append(`${after}\n`);
        excerpt.append(line);
      }
      item.append(excerpt);
    }
    if (help) item.append(make('p', { class: 'help' }, ...words(help)));
    for (const { at, what } of related) item.append(make('p', { class: 'related' }, `${what}: `, make('code', {}, at)));
    return item;
  }

  let shown = null;
  let opener = null;
  let thanks = null;

  const key = (status) => status.findings.filter(({ level }) => level === 'error').map(({ rule, at, message }) => `${rule} ${at} ${message}`).join('\n');

  function show(status) {
    // Whatever takes the page's place takes what was put into it.
    if (!host.isConnected) document.documentElement.append(host);
    const before = shown;
    shown = status;
    const grave = status.errors > 0;
    const tone = grave ? 'error' : 'warning';
    title.textContent = counts(status);
    lead.textContent = grave
      ? status.page?.status === 500 ? 'This page appears as soon as they are mended and saved.' : 'Until this is mended and saved, this page stays as it was last, and other pages may lack what it tells them.'
      : 'The site can be built; these are worth a look.';
    head.className = `head ${tone}`;
    const text = JSON.stringify(status.findings);
    if (list.dataset.text !== text) {
      list.dataset.text = text;
      list.replaceChildren(...status.findings.map(finding));
    }
    const left = status.errors + status.warnings - status.findings.length;
    more.hidden = left <= 0;
    more.textContent = `and ${left} more`;
    const isMended = before !== null && before.errors > 0 && !grave;
    if (grave) {
      const errors = key(status);
      if (errors !== (before && key(before))) {
        const first = status.findings[0];
        said.textContent = `${counts(status)}: ${first.message}${first.at ? `, ${first.at}` : ''}`;
        // The preview's own page shows them already; and who closed the panel has read it.
        if (status.page?.status !== 500 && session.get(DISMISSED) !== errors) open();
      }
    } else {
      session.remove(DISMISSED);
      if (isMended) shut();
      if (panel.hidden === false && status.warnings === 0) shut();
    }
    mark(isMended);
  }

  function mark(isMended) {
    if (!shown) return;
    if (isMended) {
      said.textContent = 'Mended: no errors any more';
      clearTimeout(thanks);
      thanks = setTimeout(() => {
        thanks = null;
        mark(false);
      }, 2500);
    }
    if (shown.errors > 0) {
      clearTimeout(thanks);
      thanks = null;
    }
    pill.className = `pill ${thanks ? 'fine' : shown.errors > 0 ? 'error' : 'warning'}`;
    pill.textContent = thanks ? 'Mended' : counts(shown);
    pill.hidden = !panel.hidden || (!thanks && shown.errors + shown.warnings === 0);
  }

  function open(from = null) {
    opener = from;
    panel.hidden = false;
    pill.hidden = true;
    // Opened by itself it leaves the keyboard where it is: somebody may be typing.
    if (from) panel.focus();
  }

  function shut() {
    if (panel.hidden) return;
    panel.hidden = true;
    mark(false);
    if (opener && !pill.hidden) pill.focus();
    opener = null;
  }

  function dismiss() {
    if (panel.hidden) return;
    session.set(DISMISSED, key(shown));
    shut();
  }

  pill.addEventListener('click', () => {
    if (!thanks) open(pill);
  });
  close.addEventListener('click', dismiss);
  addEventListener('keydown', (event) => {
    if (event.key === 'Escape') dismiss();
  });

  document.documentElement.append(host);
  restore();
  ask();
})();
