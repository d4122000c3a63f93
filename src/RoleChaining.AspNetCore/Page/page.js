const page = document.body, every = Number(page.dataset.refresh);

// What the reader has opened or closed stays so when the report is replaced.
async function reload() {
  const chosen = new Map([...document.querySelectorAll('details')].filter(d => d.open !== ('open' in d.dataset)).map(d => [d.id, d.open]));
  try {
    const response = await fetch(location.href, { headers: { accept: 'text/html' }, cache: 'no-store' });
    const loaded = new DOMParser().parseFromString(await response.text(), 'text/html');
    const parts = ['report', 'at'].map(id => loaded.getElementById(id));
    if (!response.ok || response.redirected || parts.includes(null)) throw new Error('not the report: a login page, perhaps');
    for (const d of loaded.querySelectorAll('details')) d.open = chosen.get(d.id) ?? d.open;
    document.title = loaded.title;
    for (const part of parts) document.getElementById(part.id).replaceWith(part);
    document.getElementById('stale').hidden = true;
  } catch {
    document.getElementById('stale').hidden = false;
  }
}

document.addEventListener('click', async event => {
  if (event.target.className === 'copy') {
    await navigator.clipboard.writeText(event.target.previousElementSibling.textContent);
    event.target.textContent = 'Copied';
  }
});

if (every > 0) setInterval(() => document.hidden || reload(), every);
