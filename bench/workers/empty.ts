/** The ceiling: a Worker that looks at nothing. */
export default { fetch: () => new Response('ok') };
