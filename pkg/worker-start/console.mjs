// The files of the console, for `npx hallpass start`. Each is a binding under its path. A path without a file gets the
// console's page, whose script knows the path.
const PAGE = '/index.html';
const TYPES = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  ico: 'image/x-icon',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
  wasm: 'application/wasm',
  webmanifest: 'application/manifest+json',
  woff2: 'font/woff2',
  yaml: 'text/yaml; charset=utf-8',
};
const tags = new Map();

export default {
  async fetch(request, files) {
    const { pathname } = new URL(request.url);
    const name = [pathname, `${pathname.replace(/\/+$/, '')}/index.html`].find((path) => Object.hasOwn(files, path)) ?? PAGE;
    const tag = await tagOf(name, files[name]);
    const headers = { 'cache-control': 'public, max-age=0, must-revalidate', 'content-type': TYPES[name.split('.').pop()] ?? 'application/octet-stream', etag: tag };
    const known = (request.headers.get('if-none-match') ?? '').split(',').map((each) => each.trim().replace(/^W\//, ''));
    if (known.includes(tag)) return new Response(null, { status: 304, headers });
    return new Response(request.method === 'HEAD' ? null : files[name], { headers });
  },
};

/** The entity tag of a file: a digest of its content. */
const tagOf = async (name, content) => {
  if (!tags.has(name)) {
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', content));
    tags.set(name, `"${[...digest.subarray(0, 16)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}"`);
  }
  return tags.get(name);
};
