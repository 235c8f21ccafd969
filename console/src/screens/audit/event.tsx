import type { AuditEvent, Policy } from 'hallpass';

import { Icon } from '../../ui/icon.tsx';
import { Avatar, Badge, Time } from '../../ui/small.tsx';
import { useLanguage, useWords } from '../../words/language.ts';
import type { Language } from '../../words/language.ts';
import { isOwnAction } from './actions.ts';
import { describeDetails } from './details.ts';
import type { AuditFilter } from './filters.tsx';
import { actorName } from './names.ts';
import type { AuditNames } from './names.ts';
import { Sentence, sentenceText } from './sentence.tsx';

interface EventProps {
  readonly event: AuditEvent;
  readonly policy: Policy | undefined;
  readonly names: AuditNames;
  readonly onFilter: (filter: Partial<AuditFilter>) => void;
  readonly onOpen: (event: AuditEvent) => void;
}

/** One event: who did what to whom, from what to what, and when. A press on the row opens it; one on a name filters the list. */
export function EventLine({ event, policy, names, onFilter, onOpen }: EventProps) {
  const { actor } = event;
  const language = useLanguage();
  const about = aboutOf(event, policy, language);
  return (
    <li className="event">
      <Avatar name={actorName(event)} seed={actor.id} size={28} />
      <div className="event-text">
        <p>
          <Sentence event={event} names={names} onFilter={onFilter} /> <Outcome event={event} />
        </p>
        {about !== '' && <p className="event-about">{about}</p>}
      </div>
      <EventTime at={event.at} />
      <button type="button" className="event-open" aria-label={language.words.audit.details(sentenceText(event, names))} aria-haspopup="dialog" onClick={() => onOpen(event)}>
        <Icon name="chevron" size={16} />
      </button>
    </li>
  );
}

/** What an event changed. The host's own events name their resource. */
const aboutOf = (event: AuditEvent, policy: Policy | undefined, language: Language): string =>
  (isOwnAction(event.action) ? describeDetails(event, policy, language) : [`${event.resourceType} ${event.resourceId}`]).join(' · ');

/** Marks an event that was denied, with the reason. */
export function Outcome({ event: { outcome, code } }: { event: AuditEvent }) {
  const { audit: t } = useWords();
  if (outcome === 'done') return null;
  return <Badge tone="warn">{code ? t.deniedBecause(code.replaceAll('_', ' ')) : t.outcomeDenied}</Badge>;
}

function EventTime({ at }: { at: string }) {
  return (
    <span className="event-time">
      <Time at={at} as="moment" />
      <span className="event-ago">
        <Time at={at} />
      </span>
    </span>
  );
}
