// Parts of the scenario in which the in-memory edge of `hallpass/testing` is compared with the real one.
import type { Edge } from './edge.ts';
import { send } from './http.ts';

export interface Result {
  readonly status: number;
  readonly type: string;
  readonly location: string | undefined;
  // Untyped JSON; the scenario picks the fields that it needs.
  readonly body: any;
}
export type SendAs = (caller: keyof typeof PEOPLE | undefined, method: string, path: string, body?: unknown) => Promise<Result>;

/** The users of the scenario; addresses are verified unless stated otherwise. */
export const PEOPLE = {
  olga: { email: 'olga@example.com', name: 'Olga' },
  ivo: { email: 'ivo@example.com', name: 'Ivo' },
  otto: { email: 'otto@example.com', name: 'Otto' },
  uma: { email: 'uma@example.com', name: 'Uma', emailVerified: false },
};

/** Signs everyone in to the real edge. */
export async function realEdge(edge: Edge): Promise<SendAs> {
  const tokens = new Map<string, string>();
  for (const [caller, person] of Object.entries(PEOPLE)) {
    const { token } = (await send(edge.origin, 'POST', '/local/sign-in', { body: person })).json() as { token: string };
    tokens.set(caller, token);
  }
  return async (caller, method, path, body) => {
    const authorization = caller === undefined ? {} : { authorization: `Bearer ${tokens.get(caller) ?? ''}` };
    const { status, headers, text } = await send(edge.origin, method, path, { body, headers: authorization });
    return { status, type: headers['content-type'] ?? '', location: headers.location, body: text === '' ? undefined : JSON.parse(text) };
  };
}

/** Link invites for several users, and for addresses of certain domains; and the languages of mails. */
export async function shareLinks(sendAs: SendAs): Promise<void> {
  const { id } = (await sendAs('olga', 'POST', '/v1/accounts', { name: 'Gamma' })).body;
  const at = `/v1/accounts/${id}`;
  const create = (fields: object) => sendAs('olga', 'POST', `${at}/invites`, { role: 'dev', ...fields });
  await create({ email: 'ivo@example.com', maxUses: 2 });
  await create({ maxUses: 1001 });
  const { invite } = (await create({ maxUses: 3, domains: ['example.com'] })).body;
  const token = await tokenOf(sendAs, at, invite.id);
  const accept = (who: 'ivo' | 'otto') => sendAs(who, 'POST', '/v1/invites/accept', { token });
  await sendAs('olga', 'PATCH', `${at}/invites/${invite.id}`, { domains: ['acme.example'] });
  await accept('otto');
  await sendAs('otto', 'POST', '/v1/invites/preview', { token });
  await sendAs('olga', 'PATCH', `${at}/invites/${invite.id}`, { domains: null, maxUses: 4 });
  await sendAs('otto', 'POST', '/v1/invites/decline', { token });
  await accept('ivo');
  await accept('ivo');
  await sendAs('ivo', 'POST', '/v1/invites/preview', { token });
  await accept('otto');
  await sendAs('olga', 'PATCH', `${at}/invites/${invite.id}`, { maxUses: 1 });
  await sendAs('olga', 'PATCH', `${at}/invites/${invite.id}`, { maxUses: 2 });
  const { user } = (await sendAs('ivo', 'GET', '/v1/me')).body;
  await sendAs('ivo', 'DELETE', `${at}/members/${user.id}`);
  await accept('ivo');
  await sendAs('olga', 'GET', `${at}/invites`);
  await sendAs('olga', 'GET', `${at}/audit`);
  await chooseLanguages(sendAs);
}

/** Languages of mails: each is a language tag, although neither edge mails anything. */
async function chooseLanguages(sendAs: SendAs): Promise<void> {
  const { id } = (await sendAs('olga', 'POST', '/v1/accounts', { name: 'Babel' })).body;
  const at = `/v1/accounts/${id}/invites`;
  const { invite } = (await sendAs('olga', 'POST', at, { email: 'ivo@example.com', role: 'dev', locale: 'de-AT' })).body;
  const [longest, tooLong] = ['en-aaaaaaaa-bbbbbbbb-cccccccc-ddddd', 'en-aaaaaaaa-bbbbbbbb-cccccccc-dddddd'];
  for (const locale of ['pt-BR', 'zh-Hant-TW', longest]) await sendAs('olga', 'POST', at, { role: 'dev', locale });
  for (const locale of [tooLong, '', 'd', 'de_AT', 'de-', 'd3', 'de\n', 'ｄe', 'deutschland', 3, null, 'pt-BR']) {
    await sendAs('olga', 'POST', `${at}/${invite.id}/resend`, { locale });
  }
  await sendAs('olga', 'POST', at, { email: 'otto@example.com', role: 'dev', locale: 'de_DE' });
  await sendAs('olga', 'DELETE', `${at}/${invite.id}`);
  await sendAs('olga', 'POST', `${at}/${invite.id}/resend`, { locale: 'de_DE' });
}

/** The token to which an invite's current link leads. */
export async function tokenOf(sendAs: SendAs, at: string, invite: string): Promise<string | undefined> {
  const { link } = (await sendAs('olga', 'GET', `${at}/invites/${invite}/link`)).body;
  return (await sendAs(undefined, 'GET', new URL(link).pathname)).location?.split('#invite=')[1];
}
