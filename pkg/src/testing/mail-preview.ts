import type { MailPreview } from '../wire.ts';
import { type FakeEdgeContext, assertPending } from './context.ts';
import { RefusalError } from './refusal.ts';
import type { AccountRow, InviteRow } from './rows.ts';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);

/** The mail of a pending invite, in few words. Throws `not_found` where no mails are sent, and for an invite without an address. */
export const mailPreviewOf = (context: FakeEdgeContext, { name }: AccountRow, invite: InviteRow): MailPreview => {
  const { email, inviter, note } = invite;
  if (!context.sendsMail || email === undefined) throw new RefusalError('not_found');
  assertPending(context, invite);
  const subject = `${inviter.name} invited you to ${name}`;
  const [link, stopLink] = [`${context.origin}/i/preview`, `${context.origin}/stop/preview`];
  const notes = note === undefined ? [] : [note];
  return {
    from: 'Hallpass <invites@edge.test>',
    to: email,
    subject,
    language: 'en',
    html: [
      `<!doctype html><html lang="en"><title>${escapeHtml(subject)}</title>`,
      `<p>${escapeHtml(subject)}.</p>`,
      ...notes.map((text) => `<blockquote>${escapeHtml(text)}</blockquote>`),
      `<p><a href="${link}">Join the team</a></p><p><a href="${stopLink}">Stop invites to this email</a></p></html>`,
    ].join('\n'),
    text: [`${subject}.`, ...notes.map((text) => `> ${text}`), link, `Stop invites to this email:\n${stopLink}`].join('\n\n'),
  };
};
