// A small static server on loopback, as a plain host would be: index.html for a folder, 404.html with status 404.

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.xml': 'application/xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.woff2': 'font/woff2',
  '.pdf': 'application/pdf',
};

/** Serves a folder; gives the origin and a way to stop. */
export async function serve(folder) {
  const server = createServer((request, response) => {
    answer(folder, request, response).catch((error) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}

async function answer(folder, request, response) {
  const path = decodeURIComponent(new URL(request.url, 'http://host').pathname);
  const wanted = normalize(join(folder, path));
  const inside = wanted === folder || wanted.startsWith(folder.endsWith(sep) ? folder : folder + sep);
  const found = inside ? await file(wanted, path) : null;
  if (found === 'folder') {
    response.writeHead(301, { location: `${path}/` }).end();
    return;
  }
  const shown = found ?? (await notFound(folder, path));
  if (!shown) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('not found');
    return;
  }
  response.writeHead(found ? 200 : 404, { 'content-type': TYPES[extname(shown)] ?? 'application/octet-stream' });
  if (request.method === 'HEAD') response.end();
  else createReadStream(shown).pipe(response);
}

async function file(wanted, path) {
  const seen = await stat(wanted).catch(() => null);
  if (!seen) return null;
  if (seen.isFile()) return path.endsWith('/') ? null : wanted;
  if (!path.endsWith('/')) return 'folder';
  const index = join(wanted, 'index.html');
  return (await stat(index).catch(() => null))?.isFile() ? index : null;
}

// The nearest 404.html above the address.
async function notFound(folder, path) {
  const parts = path.split('/').filter((part) => part && part !== '..');
  for (let depth = parts.length; depth >= 0; depth -= 1) {
    const page = join(folder, ...parts.slice(0, depth), '404.html');
    if ((await stat(page).catch(() => null))?.isFile()) return page;
  }
  return null;
}
