import { createClient } from 'hallpass';
import { protect } from 'hallpass/edge';

const endpoint = 'http://127.0.0.1:8787';

const start = protect(
  (request) => Response.json({ started: true, path: new URL(request.url).pathname }, { status: 201 }),
  { endpoint, require: 'pods:manage', freshness: 'cached' },
);

/** Explains a denial with a client of the calling user. */
const explain = async (request) => {
  const identity = request.headers.get('authorization')?.slice('Bearer '.length);
  const account = new URL(request.url).searchParams.get('account');
  const client = createClient({ endpoint, getIdentityToken: () => identity });
  try {
    await client.ready;
    return Response.json((await client.explain({ permission: 'pods:manage', account })) ?? { allowed: true });
  } finally {
    client.close();
  }
};

export default {
  fetch: (request, env, context) =>
    new URL(request.url).pathname === '/explain' ? explain(request) : start(request, env, context),
};
