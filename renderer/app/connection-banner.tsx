/** Across the screen while the studio cannot be used and waiting alone may not help: what happened, and the way out. */
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useEffect, useState, type ReactElement } from 'react';
import { useConnection } from '../stores/connection.ts';
import classes from './connection-banner.module.css';

/** A connection that comes back by itself mostly does so before this. */
const patienceMs = 8000;

export function ConnectionBanner(): ReactElement {
  const status = useConnection();
  return (
    <div role="alert" className={classes['place']}>
      {status === 'refused' && (
        <Banner title="Parley was started again">
          This tab belongs to the session before. Open the address that Parley printed when it started, in any
          tab of this browser, and this one goes on by itself. What you changed here is kept until then.
        </Banner>
      )}
      {status === 'reconnecting' && <Silence />}
    </div>
  );
}

/** Shown only when the silence has lasted. */
function Silence(): ReactElement | null {
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      setLong(true);
    }, patienceMs);
    return () => {
      clearTimeout(timer);
    };
  }, []);
  if (!isLong) return null;
  return (
    <Banner title="Parley does not answer">
      If it was stopped, start it again with “npm start”. This tab looks for it by itself, and what you
      changed here is kept.
    </Banner>
  );
}

function Banner({ title, children }: { title: string; children: string }): ReactElement {
  return (
    <div className={classes['banner']}>
      <IconPlugConnectedX size={16} aria-hidden />
      <strong>{title}</strong>
      <span>{children}</span>
    </div>
  );
}
