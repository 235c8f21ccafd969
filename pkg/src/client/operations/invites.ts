import { codeIn, isIncomplete } from '../../invite-code.ts';
import { refusal } from '../../messages.ts';
import type { Invite, Invites, InviteWithLink, Page, PendingInvite, Preview } from '../../types.ts';
import { LazyPart } from '../lazy-part.ts';
import type { Services } from '../services.ts';

/** `client.invites`. `pending` is the link that this tab was opened with. */
export const createInvites = (services: Services, pending: PendingInvite): Invites => {
  const { http, requests, messages } = services;
  const byId = new LazyPart(async () => (await import('./invites-by-id.ts')).createInvitesById(services, pending), messages, () => requests.noteAccount());
  /** What the edge shows of an invite, to anyone with its code or token. */
  const preview = (body: { readonly code: string } | { readonly token: string }): Promise<Preview> =>
    http.json<Preview>('POST', '/v1/invites/preview', { body, anonymous: true, isChange: false });
  return {
    create: (body, where) => requests.change<InviteWithLink>(where, { method: 'POST', path: '/invites', body }),
    list: ({ account, ...query } = {}) => requests.read<Page<Invite>>({ account }, '/invites', query),
    inbox: (query) => http.json<Page<Invite>>('GET', '/v1/invites', { query }),
    async preview(link) {
      if (!('code' in link)) return preview(link);
      const code = codeIn(link.code);
      if (isIncomplete(code)) throw refusal('invite_closed', { why: 'incomplete' }, messages);
      return preview({ code });
    },
    ...byId.methods('createMany', 'read', 'link', 'previewMail', 'resend', 'update', 'revoke', 'accept', 'decline'),
  };
};
