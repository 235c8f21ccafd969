/** An app's Worker behind `hallpass/edge`, which verifies tokens locally and fetches only the edge's keys. */
import { createGuard } from '../../pkg/dist/server.workerd.js';

interface Env {
  readonly ENDPOINT: string;
}
type Guard = ReturnType<typeof createGuard>;

let guard: Guard | undefined;
let api: ((request: Request) => Promise<Response>) | undefined;

/** An app's API that requires `pods:connect` in the account of its path. */
const protect = (guard: Guard) =>
  guard.protect((_: Request) => new Response('ok'), {
    require: 'pods:connect' as never,
    account: ({ url }) => url.slice(url.lastIndexOf('/') + 1),
  });

/** The equivalent of `/v1/check` in an app's Worker. */
const check = async (guard: Guard, request: Request): Promise<Response> => {
  const { account, permissions } = (await request.json()) as { account: string; permissions: never[] };
  const answer = await guard.authorize(request, { require: permissions, account: () => account });
  if (!answer.allowed) return answer.response();
  return Response.json({ allowed: true, account, permissions: Object.fromEntries(permissions.map((name) => [name, true])), epoch: answer.membership.epoch });
};

export default {
  fetch(request: Request, { ENDPOINT }: Env): Promise<Response> {
    guard ??= createGuard({ endpoint: ENDPOINT });
    return request.method === 'GET' ? (api ??= protect(guard))(request) : check(guard, request);
  },
};
