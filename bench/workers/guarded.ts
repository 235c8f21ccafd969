/** One's own Worker with `hallpass/edge` in front: the token is verified here, and the edge asked for its keys alone. */
import { createGuard } from '../../pkg/dist/server.workerd.js';

interface Settings {
  readonly ENDPOINT: string;
}
type Guard = ReturnType<typeof createGuard>;

let guard: Guard | undefined;

export default {
  async fetch(request: Request, { ENDPOINT }: Settings): Promise<Response> {
    guard ??= createGuard({ endpoint: ENDPOINT });
    const { account, permissions } = (await request.json()) as { account: string; permissions: never[] };
    const answer = await guard.authorize(request, { require: permissions, account: () => account });
    if (!answer.allowed) return answer.response();
    return Response.json({ allowed: true, account, permissions: Object.fromEntries(permissions.map((name) => [name, true])), epoch: answer.membership.epoch });
  },
};
