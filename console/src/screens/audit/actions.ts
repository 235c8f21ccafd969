import type { AuditEvent } from 'hallpass';

import type { ActionWords } from '../../words/en/audit-actions.ts';
import { ENGLISH } from '../../words/en/index.ts';
import type { Words } from '../../words/en/index.ts';
import { words } from '../../words/language.ts';

/** Whether an action is Hallpass's own. */
export const isOwnAction = (action: string): boolean => Object.hasOwn(ENGLISH.auditActions.sentences, action);

/** Hallpass's own actions, as choices of a filter. */
export const actionChoices = ({ auditActions: t }: Words): readonly { readonly value: string; readonly label: string }[] =>
  Object.entries(t.sentences).map(([value, { done }]) => ({ value, label: t.choice(done) }));

const PLACEHOLDER = /\{(target|project|user)\}/;

/** The names that a sentence puts in the place of its placeholders, if they are known. */
export type SentenceNames = Readonly<Record<'target' | 'project' | 'user', string | undefined>>;

/** A part of a sentence: words, or a name. */
export type SentencePart = { readonly text: string; readonly name?: keyof SentenceNames };

/** What an event says about its actor, in parts. */
export const sentenceOf = ({ action, outcome }: AuditEvent, names: SentenceNames): readonly SentencePart[] => {
  const { auditActions: t } = words();
  const sentences: Readonly<Record<string, ActionWords>> = t.sentences;
  const own = isOwnAction(action) ? sentences[action] : undefined;
  const [plain, named] = outcome === 'done' ? [own?.done ?? action, own?.doneTo] : [own?.denied ?? t.tried(action), own?.deniedTo];
  // Every second part is the name of a placeholder.
  const parts = (named ?? plain).split(PLACEHOLDER).map((text, index) => (index % 2 ? nameIn(names, text) : { text }));
  return parts.every((part) => part !== undefined) ? parts : [{ text: plain }];
};

const nameIn = (names: SentenceNames, placeholder: string): SentencePart | undefined => {
  const name = placeholder as keyof SentenceNames;
  const text = names[name];
  return text === undefined ? undefined : { text, name };
};
