/** The same API without Hallpass: Hono, tokens verified with jose, permissions as bits in the token. */
import { Hono } from 'hono';
import { importJWK, jwtVerify, type JWK, type JWTPayload } from 'jose';

interface Env {
  readonly KEY: string;
  readonly ISSUER: string;
  readonly AUDIENCE: string;
  /** The policy's permissions as a JSON array, in the order of their bits. */
  readonly PERMISSIONS: string;
}

let key: ReturnType<typeof importJWK> | undefined;
let bits: ReadonlyMap<string, number> | undefined;

const verify = async (token: string, typ: string, { KEY, ISSUER, AUDIENCE }: Env): Promise<JWTPayload> => {
  key ??= importJWK(JSON.parse(KEY) as JWK, 'EdDSA');
  const audience = typ === 'membership+jwt' ? { audience: AUDIENCE } : {};
  return (await jwtVerify(token, await key, { algorithms: ['EdDSA'], typ, issuer: ISSUER, ...audience })).payload;
};

/** A function that says whether the claims carry a permission. */
const permissionsOf = (claims: JWTPayload, { PERMISSIONS }: Env): ((name: string) => boolean) => {
  bits ??= new Map((JSON.parse(PERMISSIONS) as string[]).map((name, bit) => [name, bit]));
  const bytes = atob(String(claims['perm']).replaceAll('-', '+').replaceAll('_', '/'));
  return (name) => {
    const bit = bits?.get(name);
    return bit !== undefined && ((bytes.charCodeAt(bit >> 3) >> (bit & 7)) & 1) === 1;
  };
};

const app = new Hono<{ Bindings: Env }>();

/** An app's own API. */
app.get('/pods/:account', async (c) => {
  const token = c.req.header('hallpass-token');
  if (!token) return c.json({ code: 'not_signed_in' }, 401);
  let claims: JWTPayload;
  try {
    claims = await verify(token, 'membership+jwt', c.env);
  } catch {
    return c.json({ code: 'token_invalid' }, 401);
  }
  if (claims['acc'] !== c.req.param('account')) return c.json({ code: 'account_mismatch' }, 422);
  if (!permissionsOf(claims, c.env)('pods:connect')) return c.json({ code: 'forbidden' }, 403);
  return c.text('ok');
});

app.post('/v1/check', async (c) => {
  const token = c.req.header('hallpass-token');
  if (!token) return c.json({ code: 'not_signed_in' }, 401);
  let claims: JWTPayload;
  try {
    claims = await verify(token, 'membership+jwt', c.env);
  } catch {
    return c.json({ code: 'token_invalid' }, 401);
  }
  const { account, permissions } = await c.req.json<{ account: string; permissions: string[] }>();
  if (claims['acc'] !== account) return c.json({ code: 'account_mismatch' }, 422);
  const has = permissionsOf(claims, c.env);
  const results = Object.fromEntries(permissions.map((name) => [name, has(name)]));
  return c.json({ allowed: Object.values(results).every(Boolean), account, permissions: results, epoch: claims['epoch'] });
});

/** An invite link whose code is a signed token, so that a forged one is refused without a look at storage. */
app.get('/i/:code', async (c) => {
  const code = c.req.param('code');
  try {
    await verify(code, 'invite+jwt', c.env);
    return c.redirect(`/join#invite=${code}`, 303);
  } catch {
    return c.redirect(`/join#invite=closed&code=${code}`, 303);
  }
});

export default app;
