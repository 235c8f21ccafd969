// What crosses between JavaScript and WebAssembly in one piece: each crossing costs as much as what it carries.

/**
 * A request's lines: method, address, path, query, then each header's name and its value. No line holds a line break: what
 * would, is no header and no address. Nothing for an address that cannot be read.
 */
export function linesOf(request) {
  const url = URL.parse(request.url);
  if (!url) return undefined;
  const lines = [request.method, request.url, url.pathname, url.search];
  for (const [name, value] of request.headers) lines.push(name, value);
  return lines.join('\n');
}

/** Writes headers: a line with a name, then one with its value. What replies vary by is added to, the others are replaced. */
export function write(headers, lines) {
  const all = lines.split('\n');
  for (let at = 0; at + 1 < all.length; at += 2) {
    if (all[at] === 'vary') headers.append('vary', all[at + 1]);
    else headers.set(all[at], all[at + 1]);
  }
}

/** A reply with the headers that are kept for its kind, and with its own. */
export function reply(status, body, kept, lines) {
  const made = new Response(body, { status, headers: kept });
  write(made.headers, lines);
  return made;
}
