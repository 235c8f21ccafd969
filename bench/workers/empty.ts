/** A Worker that does nothing: the upper bound of requests per second. */
export default { fetch: () => new Response('ok') };
