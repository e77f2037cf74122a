for (const input of document.querySelectorAll('[data-utm]')) input.value = new URLSearchParams(location.search).get(input.dataset.utm) ?? '';
