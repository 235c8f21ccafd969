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

const app = new Hono<{ Bindings: Settings }>();

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
  bits ??= new Map((JSON.parse(c.env.PERMISSIONS) as string[]).map((name, bit) => [name, bit]));
  const held = atob(String(claims['perm']).replaceAll('-', '+').replaceAll('_', '/'));
  const has = (name: string): boolean => {
    const bit = bits?.get(name);
    return bit !== undefined && ((held.charCodeAt(bit >> 3) >> (bit & 7)) & 1) === 1;
  };
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
