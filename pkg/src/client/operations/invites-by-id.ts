/** What is done with invites that few pages need: with one by its id, and with many at once. Loaded when it is first needed. */

import type { Accepted, Invite, InviteChoice, Invites, InviteWithLink, MailPreview, PendingInvite } from '../../types.ts';
import { inviteLocation } from '../ids.ts';
import type { Services } from '../services.ts';

/** The methods of `client.invites` that name an invite, and the one that creates many. */
export type InvitesById = Pick<Invites, 'createMany' | 'read' | 'link' | 'previewMail' | 'resend' | 'update' | 'revoke' | 'accept' | 'decline'>;

/** They are of this client. `pending` is the link that this tab was opened with. */
export const createInvitesById = (services: Services, pending: PendingInvite): InvitesById => {
  const { http, store, tokens, requests, clock, unverifiedClaims } = services;
  /** The link need not be kept once its invite is answered. */
  const forgetAnswered = (choice: InviteChoice): void => {
    const kept = pending.token();
    if (kept === undefined) return;
    const isKept = 'token' in choice ? choice.token === kept : choice.inviteId === unverifiedClaims(kept)['jti'];
    if (isKept) pending.clear();
  };

  const accept = oncePerInvite(async (choice) => {
    const accepted = await http.json<Accepted>('POST', '/v1/invites/accept', { body: choice });
    forgetAnswered(choice);
    // The response has everything that is new, so the account is there before any list shows it.
    const { account, token } = accepted;
    const events = store.records.applyOwnChange(account.id, account, clock.now());
    const grant = tokens.read(account.id, token);
    requests.finishChange(grant ? [...events, ...store.records.applyToken(account.id, grant)] : events);
    return accepted;
  });

  const decline = oncePerInvite(async (choice) => {
    const invite = await http.json<Invite>('POST', '/v1/invites/decline', { body: choice });
    forgetAnswered(choice);
    requests.finishChange([]);
    return invite;
  });

  return {
    async createMany(items, options) {
      const account = await requests.accountFor(options);
      return (await import('./invite-many.ts')).createMany(services, account, items, options);
    },
    async read(id) {
      const { account, path } = inviteLocation(id);
      return requests.read<Invite>({ account }, path);
    },
    async link(id) {
      const { account, path } = inviteLocation(id);
      return requests.read<{ readonly link: string }>({ account }, `${path}/link`);
    },
    async previewMail(id) {
      const { account, path } = inviteLocation(id);
      return requests.read<MailPreview>({ account }, `${path}/mail`);
    },
    async resend(id, body = {}) {
      const { account, path } = inviteLocation(id);
      return requests.change<InviteWithLink>({ account }, { method: 'POST', path: `${path}/resend`, body });
    },
    async update(id, body) {
      const { account, path } = inviteLocation(id);
      return requests.change<Invite>({ account }, { method: 'PATCH', path, body });
    },
    async revoke(id) {
      const { account, path } = inviteLocation(id);
      return requests.change<Invite>({ account }, { method: 'DELETE', path });
    },
    accept,
    decline,
  };
};

/** Calls at the same time for the same invite share one answer, as when a page is mounted twice. */
const oncePerInvite = <T>(answer: (choice: InviteChoice) => Promise<T>): ((choice: InviteChoice) => Promise<T>) => {
  const current = new Map<string, Promise<T>>();
  return (choice) => {
    const key = JSON.stringify(choice);
    const running = current.get(key) ?? answer(choice).finally(() => current.delete(key));
    current.set(key, running);
    return running;
  };
};
