/** One's own Worker with `hallpass/edge` in front: the token is verified here, and the edge asked for its keys alone. */
import { createGuard } from '../../pkg/dist/server.workerd.js';

interface Settings {
  readonly ENDPOINT: string;
}
type Guard = ReturnType<typeof createGuard>;

let guard: Guard | undefined;
let own: ((request: Request) => Promise<Response>) | undefined;

/** One's own API: who may not connect to this account's pods does not reach it. */
const protect = (guard: Guard) =>
  guard.protect((_: Request) => new Response('ok'), {
    require: 'pods:connect' as never,
    account: ({ url }) => url.slice(url.lastIndexOf('/') + 1),
  });

/** What `/v1/check` answers, from one's own Worker. */
const check = async (guard: Guard, request: Request): Promise<Response> => {
  const { account, permissions } = (await request.json()) as { account: string; permissions: never[] };
  const answer = await guard.authorize(request, { require: permissions, account: () => account });
  if (!answer.allowed) return answer.response();
  return Response.json({ allowed: true, account, permissions: Object.fromEntries(permissions.map((name) => [name, true])), epoch: answer.membership.epoch });
};

export default {
  fetch(request: Request, { ENDPOINT }: Settings): Promise<Response> {
    guard ??= createGuard({ endpoint: ENDPOINT });
    return request.method === 'GET' ? (own ??= protect(guard))(request) : check(guard, request);
  },
};
