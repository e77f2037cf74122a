// Sends forms that say how (`data-how`) and leads to the thank-you page. Success is only what an answer says that could be read: whatever
// else happens, the browser sends the form itself, and whoever receives it says what is wrong.

for (const form of document.querySelectorAll('form[data-how]')) {
  form.noValidate = true;
  form.addEventListener('input', ({ target }) => target.name && field(target)?.querySelector('.field-error') && check(target));
  form.addEventListener('submit', (event) => {
    if (form.dataset.given) return;
    event.preventDefault();
    if (form.hasAttribute('aria-busy')) return;
    const wrong = [...form.elements].filter((input) => input.name && input.type !== 'hidden' && !check(input));
    if (wrong.length > 0) return wrong[0].focus();
    send(form, event.submitter);
  });
}

function field(input) {
  return input.closest('.field');
}

/** Says below a field what is wrong with it. */
function check(input) {
  const around = field(input);
  if (!around) return true;
  const group = around.matches('fieldset') ? around : input;
  const id = `${(around.querySelector('[id]') ?? input).id}-error`;
  const text = input.validity.valid ? '' : input.form.dataset[input.validity.valueMissing ? 'missing' : 'malformed'];
  let error = around.querySelector('.field-error');
  const others = (group.getAttribute('aria-describedby') ?? '').split(' ').filter((one) => one && one !== id);
  if (text && !error) {
    error = Object.assign(document.createElement('p'), { className: 'field-error', id });
    error.setAttribute('role', 'alert');
    around.append(error);
  }
  if (text) error.textContent = text;
  else error?.remove();
  if (text) others.push(id);
  if (others.length > 0) group.setAttribute('aria-describedby', others.join(' '));
  else group.removeAttribute('aria-describedby');
  if (text) input.setAttribute('aria-invalid', 'true');
  else input.removeAttribute('aria-invalid');
  return !text;
}

async function send(form, button) {
  const how = JSON.parse(form.dataset.how);
  const words = button?.textContent;
  form.setAttribute('aria-busy', 'true');
  if (button) button.textContent = form.dataset.sending;
  const taken = await deliver(form, how).catch(() => false);
  if (taken && form.dataset.thanks) return location.assign(form.dataset.thanks);
  form.removeAttribute('aria-busy');
  if (button) button.textContent = words;
  form.dataset.given = 'true';
  // With the button, whose name some services ask for.
  form.requestSubmit(button);
}

async function deliver(form, how) {
  const data = new FormData(form);
  const body = how.body === 'json' ? JSON.stringify(fill(how.json, answers(data, how.skip))) : new URLSearchParams(data);
  const answer = await fetch(form.dataset.send, { method: 'POST', body, headers: how.headers, mode: 'cors', redirect: 'follow' });
  if (!answer.ok) return false;
  if (!how.success) return true;
  const [key, value] = how.success;
  return String((await answer.json())[key]) === value;
}

/** What was filled in, several answers to one question together. */
function answers(data, skip) {
  const all = new Map();
  for (const [name, value] of data) {
    if (skip.includes(name) || value === '') continue;
    all.set(name, all.has(name) ? `${all.get(name)};${value}` : value);
  }
  return all;
}

/** A shape of JSON with answers in it; what has no value is left out. */
function fill(shape, all) {
  const named = new Set([...JSON.stringify(shape).matchAll(/"\$field:([^"]+)"/g)].map((match) => match[1]));
  const rest = () => [...all].filter(([name]) => !named.has(name));
  const cookie = (name) => document.cookie.split('; ').find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1);
  const walk = (part, own) => {
    if (Array.isArray(part)) return part.map((one) => walk(one, own));
    if (part && typeof part === 'object') {
      if ('$each' in part) return rest().map(([name, value]) => walk(part.$each, { $name: name, $value: value }));
      return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, walk(value, own)]).filter(([, value]) => value !== undefined));
    }
    if (typeof part !== 'string' || part[0] !== '$') return part;
    if (part in own) return own[part];
    if (part === '$rest') return Object.fromEntries(rest());
    if (part === '$page_url') return location.href;
    if (part === '$page_title') return document.title;
    const [kind, name] = part.split(/:(.*)/);
    return kind === '$field' ? all.get(name) : kind === '$cookie' ? cookie(name) : part;
  };
  return walk(shape, {});
}
