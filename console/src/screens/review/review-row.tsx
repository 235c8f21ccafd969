import type { ReviewDecision, ReviewItem } from 'hallpass';

import { permissionTitle, roleTitle, usePolicy } from '../../hooks/state.tsx';
import { Button } from '../../ui/button.tsx';
import { Avatar, Badge, Time } from '../../ui/small.tsx';
import type { Tone } from '../../ui/small.tsx';

const OUTCOMES: Readonly<Record<string, readonly [label: string, tone: Tone]>> = {
  keep: ['Kept', 'ok'],
  changed: ['Changed', 'accent'],
  removed: ['Removed', 'danger'],
  gone: ['Left', 'plain'],
};

/** The choices, each with its key. */
export const CHOICES = [
  { decision: 'keep', label: 'Keep', key: 'k' },
  { decision: 'changed', label: 'Change', key: 'c' },
  { decision: 'removed', label: 'Remove', key: 'r' },
] as const;

interface Props {
  readonly item: ReviewItem;
  readonly isMe: boolean;
  readonly onDecide: (decision: ReviewDecision) => void;
}

/** A member under review: the decision so far, and the choices. */
export function ReviewRow({ item, isMe, onDecide }: Props) {
  const policy = usePolicy();
  const { user, name, email, role, permissions, lastSeenOn, decision } = item;
  const [outcome, tone] = OUTCOMES[decision ?? ''] ?? [];
  const mayDecide = !isMe && decision !== 'gone' && role !== undefined;
  const summary = permissions ? permissions.map((each) => permissionTitle(policy, each)).join(', ') : roleTitle(policy, role ?? '');
  return (
    <li className="review-row" data-user={user} data-undecided={(mayDecide && decision === undefined) || undefined}>
      <Avatar name={name} seed={user} />
      <div className="person-text">
        <span className="person-name">
          {name}
          {isMe && <span className="you"> you</span>}
        </span>
        {email && <span className="person-email">{email}</span>}
      </div>
      <div className="review-facts">
        {role !== undefined && <span>{summary}</span>}
        <span className="muted">{lastSeenOn === undefined ? 'Never seen' : <>Seen <Time at={lastSeenOn} as="day" /></>}</span>
      </div>
      <div className="review-outcome">{outcome && <Badge tone={tone ?? 'plain'}>{outcome}</Badge>}</div>
      <div className="review-choices">
        {isMe && <span className="muted">Someone else decides about you</span>}
        {mayDecide &&
          CHOICES.map((choice) => (
            <Button
              key={choice.decision}
              small
              aria-pressed={decision === choice.decision}
              aria-keyshortcuts={choice.key}
              onClick={() => onDecide(choice.decision)}
            >
              {choice.label}
              <span className="unseen"> {name}</span>
            </Button>
          ))}
      </div>
    </li>
  );
}
