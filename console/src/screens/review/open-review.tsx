import type { Account, Review, ReviewDecision, ReviewItem } from 'hallpass';
import { useAction } from 'hallpass/react';
import type { AccessReviewState } from 'hallpass/react';
import { useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';

import { useClientState } from '../../hooks/state.tsx';
import { Button } from '../../ui/button.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Time } from '../../ui/small.tsx';
import { useWords } from '../../words/language.ts';
import { ChangeRole } from '../team/change-role.tsx';
import { RemoveMember } from '../team/remove-member.tsx';
import { CloseReview } from './close-review.tsx';
import { CHOICES, ReviewRow } from './review-row.tsx';

/** A change to make before it is recorded. */
interface Change {
  readonly decision: 'changed' | 'removed';
  readonly item: ReviewItem;
}

interface Props {
  readonly account: Account;
  readonly review: Review;
  readonly state: AccessReviewState;
}

/** An open review. The keys k, c and r decide about the focused member, and arrows move the focus. */
export function OpenReview({ account, review, state }: Props) {
  const { user } = useClientState();
  const { hallpass, parts, review: t } = useWords();
  const { items, hasMore, error, loadMore, reload } = state;
  const { counts } = review;
  const [change, setChange] = useState<Change>();
  const [closing, setClosing] = useState(false);
  const list = useRef<HTMLOListElement>(null);

  const record = useAction(async (item: ReviewItem, decision: ReviewDecision) => {
    if (await state.decide(item.user, decision)) focusNext(list.current, item.user);
  });
  const decide = (item: ReviewItem, decision: ReviewDecision): void => {
    if (item.user === user?.id || item.decision === 'gone') return;
    if (decision === 'keep') void record.run(item, decision);
    else setChange({ decision, item });
  };
  const done = (): void => {
    if (change) void record.run(change.item, change.decision);
    setChange(undefined);
  };
  const onKey = (event: KeyboardEvent): void => {
    const row = (event.target as HTMLElement).closest<HTMLElement>('[data-user]');
    const item = items.find((each) => each.user === row?.dataset['user']);
    const choice = CHOICES.find(({ key }) => key === event.key.toLowerCase());
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (item && choice) {
      event.preventDefault();
      if (!record.busy) decide(item, choice.decision);
    } else if (moveFocus(event)) event.preventDefault();
  };

  return (
    <section className="card card-flush" aria-labelledby="open-review">
      <div className="card-head">
        <div>
          <h2 id="open-review" className="card-title">
            {t.opened(<Time at={review.openedAt} />)}
          </h2>
          <p className="muted" role="status">
            {t.progress(counts.total - counts.undecided, counts.total)}{' '}
            <span className="review-keys">
              {t.keys((letter) => (
                <kbd>{letter}</kbd>
              ))}
            </span>
          </p>
        </div>
        <Button look="primary" onClick={() => setClosing(true)}>
          {hallpass.closeReview}
        </Button>
      </div>
      <progress className="review-progress" aria-label={t.decided} value={counts.total - counts.undecided} max={counts.total} />
      <div className="pad-problem">
        <Problem error={error} retry={() => void reload()} />
      </div>
      <ol ref={list} className="review" aria-label={t.toReview} onKeyDown={onKey}>
        {items.map((item) => (
          <ReviewRow key={item.user} item={item} isMe={item.user === user?.id} onDecide={(decision) => decide(item, decision)} />
        ))}
      </ol>
      {hasMore && (
        <div className="pad">
          <Button small onClick={() => void loadMore()}>
            {parts.members.more}
          </Button>
        </div>
      )}
      {change?.decision === 'changed' && (
        <ChangeRole account={account} member={memberOf(change.item)} onClose={() => setChange(undefined)} onDone={done} />
      )}
      {change?.decision === 'removed' && (
        <RemoveMember account={account} member={memberOf(change.item)} onClose={() => setChange(undefined)} onDone={done} />
      )}
      {closing && <CloseReview account={account} review={review} onClose={() => setClosing(false)} onDone={() => void reload()} />}
    </section>
  );
}

/** A member under review. */
const memberOf = ({ user, name, role = '', permissions }: ReviewItem) => ({
  user,
  name,
  role,
  joinedAt: '',
  suspended: false,
  ...(permissions ? { permissions } : {}),
});

/** Moves the focus to the first button of the next member about whom nothing is decided, or leaves it where it is. */
const focusNext = (list: HTMLElement | null, user: string): void => {
  const rows = [...(list?.querySelectorAll<HTMLElement>('[data-user]') ?? [])];
  const at = rows.findIndex((row) => row.dataset['user'] === user);
  const next = [...rows.slice(at + 1), ...rows.slice(0, at)].find((row) => row.dataset['undecided'] !== undefined);
  (next ?? rows[at])?.querySelector('button')?.focus();
};

/** The arrows up and down move the focus to the same button of another member. */
const moveFocus = ({ key, target, currentTarget }: KeyboardEvent): boolean => {
  const step = { ArrowDown: CHOICES.length, ArrowUp: -CHOICES.length }[key];
  const buttons = [...currentTarget.querySelectorAll('button')];
  const next = step === undefined ? undefined : buttons[buttons.indexOf(target as HTMLButtonElement) + step];
  next?.focus();
  return next !== undefined;
};
