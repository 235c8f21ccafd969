
import { createClient } from 'file:///work/wt/client/pkg/dist/index.workerd.js';
const requested = [];
const client = createClient({
  endpoint: 'https://edge.test',
  getIdentityToken: () => undefined,
  fetch: async (input) => (requested.push(String(input)), new Response('{}', { status: 503 })),
});
const atStart = [client.state.status, client.can('pods:manage'), requested.length];
export default {
  async fetch() {
    await client.ready;
    return Response.json([atStart, client.state.status]);
  },
};
