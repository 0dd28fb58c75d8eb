import { CheckCircleFilled, ClockCircleOutlined, EditFilled } from '@ant-design/icons';
import type { ReactNode } from 'react';
import type { OutlineSign, PendingSign, SignState } from '@/api/casework';
import { useT } from '@/i18n/desk';
import { TimeText } from './time-text';
import { useWho } from './who';
import './sign-chain.css';

const icons: Record<SignState, ReactNode> = {
  signed: <CheckCircleFilled aria-hidden />,
  next: <EditFilled aria-hidden />,
  waiting: <ClockCircleOutlined aria-hidden />,
};

/** The signatures that an act needs, one after the other: who has signed with which opinion, whose turn it is, who waits. */
export function SignChain({ signs }: { signs: PendingSign[] }) {
  const { t, say } = useT();
  return (
    <ol className="signs">
      {signs.map((s) => (
        <li key={s.name} className={`sign sign-${s.state}`} aria-current={s.state === 'next' ? 'step' : undefined}>
          <span className="sign-head">
            {icons[s.state]} <b>{say(s.title)}</b>
            <span className="sign-state">{t(`sign.${s.state}`)}</span>
          </span>
          {s.person_name && (
            <span className="sign-by">
              {s.person_name} {s.at && <TimeText at={s.at} style="minute" />}
            </span>
          )}
          {s.opinion && <q className="sign-opinion">{s.opinion}</q>}
        </li>
      ))}
    </ol>
  );
}

/** The signatures that an act will need, before anybody was asked. */
export function SignOrder({ signs }: { signs: OutlineSign[] }) {
  const { say } = useT();
  const who = useWho();
  return (
    <ol className="signs signs-down">
      {signs.map((s, i) => (
        <li key={s.name} className="sign">
          <span className="sign-head">
            <span className="sign-no num">{i + 1}</span> <b>{say(s.title)}</b>
          </span>
          {who(s.who).map((w) => (
            <span key={w} className="sign-by">
              {w}
            </span>
          ))}
        </li>
      ))}
    </ol>
  );
}
