import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react';
import { REQUIRED } from '../generated.ts';
import type { Account, ReviewItem } from '../types.ts';
import { useAction } from './use-action.ts';
import type { AccessReviewState } from './use-access-review.ts';
import { Button, Confirm, partProps, Problem, rootProps, Waiting } from './parts.tsx';
import { useHallpass } from './provider.tsx';
import { RolePicker, useRoles } from './roles.tsx';
import { roleOf, usePolicy, useUser } from './state.ts';
import { useWords } from './use-words.ts';
import { REVIEW_WORDS } from './review-words.ts';
import { MEMBERS_WORDS, type OwnWords } from './words.ts';

const WORDS = { ...MEMBERS_WORDS, ...REVIEW_WORDS };

/** The keys of the three decisions, while a row has the focus. */
const KEYS = { k: 'keep', c: 'change', r: 'remove' } as const;
type Choice = (typeof KEYS)[keyof typeof KEYS];
const CHOICES = Object.entries(KEYS) as [keyof typeof KEYS, Choice][];

interface PartProps {
  readonly state: AccessReviewState;
  readonly words: OwnWords | undefined;
}

interface AccessReviewScreenProps extends PartProps {
  readonly account: Account;
  readonly className: string | undefined;
}

/** The access review of a team, as it is shown. */
export function AccessReviewScreen({ state, account, className, words }: AccessReviewScreenProps): ReactNode {
  const { t } = useWords(WORDS, words);
  const [closing, setClosing] = useState(false);
  const { status, review, error, reload, open, close } = state;
  const isOpen = review?.status === 'open';
  return (
    <section {...rootProps('access-review', className)} aria-label={t.review}>
      <Problem error={error} retry={status === 'failed' ? reload : undefined} />
      {status === 'loading' && <Waiting />}
      {status === 'ready' && !isOpen && (
        <>
          <p>{t.reviewAbout}</p>
          <Button variant="primary" busy={open.busy} onClick={() => void open.run()}>
            {t.openReview}
          </Button>
          <Problem error={open.error} />
        </>
      )}
      {review && <Progress {...{ state, review, words }} />}
      {isOpen && <People {...{ state, account, words }} />}
      {isOpen && (
        <Button variant="primary" aria-haspopup="dialog" onClick={() => setClosing(true)}>
          {t.closeReview}
        </Button>
      )}
      {review && !isOpen && <Closed {...{ state, words }} />}
      {closing && review && (
        <Confirm title={t.closeReviewTitle} label={t.closeReview} variant="primary" action={close} onClose={() => setClosing(false)} words={words}>
          <p>{t.closeReviewAbout(review.counts.undecided)}</p>
        </Confirm>
      )}
    </section>
  );
}

/** How far it is, read out when it changes. */
function Progress({ review, words }: PartProps & { review: NonNullable<AccessReviewState['review']> }) {
  const { t, day } = useWords(WORDS, words);
  const { counts, openedAt, closedAt } = review;
  const { total, undecided } = counts;
  return (
    <div {...partProps('progress')}>
      <progress max={total} value={total - undecided} aria-label={t.review} />
      <p role="status">{t.reviewProgress(total - undecided, total)}</p>
      <small>
        {closedAt === undefined ? t.reviewOpened(day(openedAt)) : t.reviewClosed(day(closedAt))} {t.reviewCounts(counts)}
      </small>
    </div>
  );
}

/** A decision that waits for its dialog. */
interface Pending {
  readonly choice: 'change' | 'remove';
  readonly item: ReviewItem;
}

function People({ state, account, words }: PartProps & { account: Account }) {
  const { t } = useWords(WORDS, words);
  const self = useUser()?.id;
  const keysId = useId();
  const rows = useRef<HTMLUListElement>(null);
  const [focused, setFocused] = useState<string>();
  const [pending, setPending] = useState<Pending>();
  const { items, hasMore, loadMore, decide } = state;
  const more = useAction(loadMore);
  // One row is in the tab order: the one that had the focus, else the first that waits for a decision.
  const current = items.find(({ user }) => user === focused) ?? items.find((item) => canDecide(item, self)) ?? items[0];
  const focusRow = (index: number) => rows.current?.querySelectorAll<HTMLElement>('li')[index]?.focus();

  const choose = (item: ReviewItem, choice: Choice) => {
    if (!canDecide(item, self)) return;
    if (choice !== 'keep') setPending({ choice, item });
    else void decide(item.user, 'keep');
  };
  const onKeyDown = (event: KeyboardEvent, index: number) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return;
    const target = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: items.length - 1 }[event.key];
    const choice = KEYS[event.key.toLowerCase() as keyof typeof KEYS] as Choice | undefined;
    const item = items[index];
    if (target !== undefined) focusRow(target);
    else if (choice && item) {
      choose(item, choice);
      if (choice === 'keep' && canDecide(item, self)) focusRow(index + 1);
    } else return;
    event.preventDefault();
  };

  return (
    <>
      <p {...partProps('about')} id={keysId}>
        {t.reviewKeys}{' '}
        {CHOICES.map(([key, choice]) => (
          <span key={key}>
            <kbd>{key}</kbd> {t[choice]}{' '}
          </span>
        ))}
      </p>
      <ul {...partProps('review')} ref={rows} aria-label={t.members}>
        {items.map((item, index) => (
          <li
            key={item.user}
            tabIndex={item === current ? 0 : -1}
            aria-describedby={keysId}
            data-decision={item.decision}
            onFocus={() => setFocused(item.user)}
            onKeyDown={(event) => onKeyDown(event, index)}
          >
            <Person item={item} isSelf={item.user === self} words={words} />
            {canDecide(item, self) && <Choices item={item} onChoose={choose} words={words} />}
          </li>
        ))}
      </ul>
      {hasMore && (
        <Button busy={more.busy} onClick={() => void more.run()}>
          {t.loadMore}
        </Button>
      )}
      {pending?.choice === 'change' && <Change {...{ state, account, words }} item={pending.item} onClose={() => setPending(undefined)} />}
      {pending?.choice === 'remove' && <Remove {...{ state, account, words }} item={pending.item} onClose={() => setPending(undefined)} />}
    </>
  );
}

/** Members do not decide about themselves, or about those who have left. */
const canDecide = ({ user, role }: ReviewItem, self: string | undefined): boolean => user !== self && role !== undefined;

function Person({ item, isSelf, words }: { item: ReviewItem; isSelf: boolean; words: OwnWords | undefined }) {
  const { t, day } = useWords(WORDS, words);
  const policy = usePolicy();
  const { name, email, role, permissions, lastSeenOn, decision } = item;
  return (
    <div>
      <bdi>{name}</bdi> {isSelf && <small>{t.reviewSelf}</small>} {decision && <strong {...partProps('decision')}>{t.decisions[decision]}</strong>}
      <p>
        <small>
          {[
            email,
            role && (permissions ? t.customPermissions(permissions.length) : roleOf(policy, role).title),
            lastSeenOn ? t.lastSeen(day(lastSeenOn)) : t.neverSeen,
          ]
            .filter(Boolean)
            .join(' · ')}
        </small>
      </p>
    </div>
  );
}

function Choices({ item, onChoose, words }: { item: ReviewItem; onChoose: (item: ReviewItem, choice: Choice) => void; words: OwnWords | undefined }) {
  const { t, name } = useWords(WORDS, words);
  return (
    <div {...partProps('buttons')}>
      {CHOICES.map(([key, choice]) => (
        <Button
          key={key}
          tabIndex={-1}
          variant="quiet"
          aria-haspopup={choice === 'keep' ? undefined : 'dialog'}
          aria-label={t.chooseFor(t[choice], name(item.name))}
          onClick={() => onChoose(item, choice)}
        >
          {t[choice]}
        </Button>
      ))}
    </div>
  );
}

interface DialogProps extends PartProps {
  readonly account: Account;
  readonly item: ReviewItem;
  readonly onClose: () => void;
}

/** Changes the role, and records it. */
function Change({ state, account, item, words, onClose }: DialogProps) {
  const { t, name } = useWords(WORDS, words);
  const client = useHallpass();
  const roles = useRoles(account.id, REQUIRED.membersManage);
  const [role, setRole] = useState(item.role ?? '');
  const change = useAction(async () => {
    await client.members.update(item.user, { role }, { account: account.id });
    await state.decide(item.user, 'changed');
  });
  return (
    <Confirm title={t.changeRoleOf(name(item.name))} label={t.changeRole} variant="primary" action={change} disabled={role === item.role} onClose={onClose} words={words}>
      <RolePicker roles={roles} value={role} onRole={setRole} words={words} />
    </Confirm>
  );
}

/** Removes the member, and records it. */
function Remove({ state, account, item, words, onClose }: DialogProps) {
  const { t, name } = useWords(WORDS, words);
  const client = useHallpass();
  const remove = useAction(async () => {
    await client.members.remove(item.user, { account: account.id });
    await state.decide(item.user, 'removed');
  });
  return (
    <Confirm title={t.removeTitle(name(item.name))} label={t.remove} action={remove} onClose={onClose} words={words}>
      <p>{t.removeAbout(name(item.name), name(account.name))}</p>
    </Confirm>
  );
}

/** What a closed review leaves: its signed summary, and a table. */
function Closed({ state, words }: PartProps) {
  const { t } = useWords(WORDS, words);
  const { review, summary, readSummary, exportTable } = state;
  const table = useAction(async () => save(`${review?.id}.csv`, 'text/csv', `\ufeff${await exportTable()}`));
  return (
    <div {...partProps('buttons')}>
      {summary === undefined ? (
        <Button busy={readSummary.busy} onClick={() => void readSummary.run()}>
          {t.signSummary}
        </Button>
      ) : (
        <Button onClick={() => save(`${review?.id}.jwt`, 'application/jwt', summary)}>{t.saveSummary}</Button>
      )}
      <Button busy={table.busy} onClick={() => void table.run()}>
        {t.saveTable}
      </Button>
      <Problem error={readSummary.error ?? table.error} />
    </div>
  );
}

/** Hands a text to the user as a file. */
const save = (name: string, type: string, text: string): void => {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  // After the browser has begun to read it.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
};
