/** What one would write without Hallpass: Hono in front, jose for the tokens, permissions as bits of the token. */
import { Hono } from 'hono';
import { importJWK, jwtVerify, type JWK, type JWTPayload } from 'jose';

interface Settings {
  readonly KEY: string;
  readonly ISSUER: string;
  readonly AUDIENCE: string;
  /** The policy's permissions in the order of their bits. */
  readonly PERMISSIONS: string;
}

let key: ReturnType<typeof importJWK> | undefined;
let bits: ReadonlyMap<string, number> | undefined;

const read = async (token: string, typ: string, { KEY, ISSUER, AUDIENCE }: Settings): Promise<JWTPayload> => {
  key ??= importJWK(JSON.parse(KEY) as JWK, 'EdDSA');
  const audience = typ === 'membership+jwt' ? { audience: AUDIENCE } : {};
  return (await jwtVerify(token, await key, { algorithms: ['EdDSA'], typ, issuer: ISSUER, ...audience })).payload;
};

/** Which permissions the claims carry. */
const held = (claims: JWTPayload, { PERMISSIONS }: Settings): ((name: string) => boolean) => {
  bits ??= new Map((JSON.parse(PERMISSIONS) as string[]).map((name, bit) => [name, bit]));
  const bytes = atob(String(claims['perm']).replaceAll('-', '+').replaceAll('_', '/'));
  return (name) => {
    const bit = bits?.get(name);
    return bit !== undefined && ((bytes.charCodeAt(bit >> 3) >> (bit & 7)) & 1) === 1;
  };
};

const app = new Hono<{ Bindings: Settings }>();

/** One's own API. */
app.get('/pods/:account', async (c) => {
  const token = c.req.header('hallpass-token');
  if (!token) return c.json({ code: 'not_signed_in' }, 401);
  let claims: JWTPayload;
  try {
    claims = await read(token, 'membership+jwt', c.env);
  } catch {
    return c.json({ code: 'token_invalid' }, 401);
  }
  if (claims['acc'] !== c.req.param('account')) return c.json({ code: 'account_mismatch' }, 422);
  if (!held(claims, c.env)('pods:connect')) return c.json({ code: 'forbidden' }, 403);
  return c.text('ok');
});

app.post('/v1/check', async (c) => {
  const token = c.req.header('hallpass-token');
  if (!token) return c.json({ code: 'not_signed_in' }, 401);
  let claims: JWTPayload;
  try {
    claims = await read(token, 'membership+jwt', c.env);
  } catch {
    return c.json({ code: 'token_invalid' }, 401);
  }
  const { account, permissions } = await c.req.json<{ account: string; permissions: string[] }>();
  if (claims['acc'] !== account) return c.json({ code: 'account_mismatch' }, 422);
  const has = held(claims, c.env);
  const answers = Object.fromEntries(permissions.map((name) => [name, has(name)]));
  return c.json({ allowed: Object.values(answers).every(Boolean), account, permissions: answers, epoch: claims['epoch'] });
});

/** An invite link whose code is a signed token: no store is asked about a forged one. */
app.get('/i/:code', async (c) => {
  const code = c.req.param('code');
  try {
    await read(code, 'invite+jwt', c.env);
    return c.redirect(`/join#invite=${code}`, 303);
  } catch {
    return c.redirect(`/join#invite=closed&code=${code}`, 303);
  }
});

export default app;
