import type { ReviewDecision, ReviewItem } from 'hallpass';

import { permissionTitle, roleTitle, usePolicy } from '../../hooks/state.tsx';
import { Button } from '../../ui/button.tsx';
import { Avatar, Badge, Time } from '../../ui/small.tsx';
import type { Tone } from '../../ui/small.tsx';
import { useFormats, useWords } from '../../words/language.ts';

const TONES = { keep: 'ok', changed: 'accent', removed: 'danger', gone: 'plain' } as const satisfies Record<string, Tone>;

/** The choices, each with its key. */
export const CHOICES = [
  { decision: 'keep', key: 'k' },
  { decision: 'changed', key: 'c' },
  { decision: 'removed', key: 'r' },
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
  const { hallpass, review: t } = useWords();
  const { list } = useFormats();
  const mayDecide = !isMe && decision !== 'gone' && role !== undefined;
  const summary = permissions ? list(permissions.map((each) => permissionTitle(policy, each))) : roleTitle(policy, role ?? '');
  return (
    <li className="review-row" data-user={user} data-undecided={(mayDecide && decision === undefined) || undefined}>
      <Avatar name={name} seed={user} />
      <div className="person-text">
        <span className="person-name">
          {name}
          {isMe && <span className="you"> {hallpass.you}</span>}
        </span>
        {email && <span className="person-email">{email}</span>}
      </div>
      <div className="review-facts">
        {role !== undefined && <span>{summary}</span>}
        <span className="muted">{lastSeenOn === undefined ? t.neverSeen : t.seen(<Time at={lastSeenOn} as="day" />)}</span>
      </div>
      <div className="review-outcome">{decision && <Badge tone={TONES[decision]}>{hallpass.decisions[decision]}</Badge>}</div>
      <div className="review-choices">
        {isMe && <span className="muted">{t.someoneElseDecides}</span>}
        {mayDecide &&
          CHOICES.map((choice) => (
            <Button
              key={choice.decision}
              small
              aria-pressed={decision === choice.decision}
              aria-keyshortcuts={choice.key}
              aria-label={t.chooseFor[choice.decision](name)}
              onClick={() => onDecide(choice.decision)}
            >
              {t.choose[choice.decision]}
            </Button>
          ))}
      </div>
    </li>
  );
}
