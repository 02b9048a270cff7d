/** The lines on which agents telephone: listed, added, tested, switched, deleted. */
import { Button, Skeleton } from '@mantine/core';
import { IconPlus, IconRoute } from '@tabler/icons-react';
import { useEffect, useState, type ReactElement } from 'react';
import type { TrunkInfo } from '#shared/bridge/phone.ts';
import { followTrunks, loadTrunks, useTrunks } from '../../../stores/trunks.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Failure } from '../../../ui/failure.tsx';
import { Section } from '../../settings/settings-parts.tsx';
import { TrunkDialog } from './trunk-dialog.tsx';
import { TrunkRow } from './trunk-row.tsx';
import classes from './trunks.module.css';

export function TrunksSettings(): ReactElement {
  useEffect(followTrunks, []);
  const { trunks, failure } = useTrunks();
  const [open, setOpen] = useState<{ info: TrunkInfo | null } | null>(null);
  if (trunks === null)
    return failure === null ? (
      <Skeleton height={220} radius="lg" aria-label="Reading the trunks" />
    ) : (
      <Failure title="The trunks could not be read" detail={failure} onRetry={() => void loadTrunks()} />
    );
  const add = (
    <Button
      variant="default"
      leftSection={<IconPlus size={14} />}
      onClick={() => {
        setOpen({ info: null });
      }}
    >
      Add trunk
    </Button>
  );
  return (
    <>
      <Section
        title="Trunks"
        note="The lines on which agents call and are called."
        action={trunks.length === 0 ? undefined : add}
      >
        {trunks.length === 0 ? (
          <EmptyState title="No trunks yet" actions={add} art={<IconRoute size={28} stroke={1.4} />}>
            A trunk is an account at a carrier (Twilio, Telnyx, Vonage, Plivo …) or on a telephone system of
            your own (Asterisk, 3CX, a FRITZ!Box …). Add one, test it, and your agents telephone from this
            computer.
          </EmptyState>
        ) : (
          <ul className={classes['rows']} aria-label="Trunks">
            {trunks.map((info) => (
              <TrunkRow
                key={info.trunk.id}
                info={info}
                onEdit={() => {
                  setOpen({ info });
                }}
              />
            ))}
          </ul>
        )}
      </Section>
      {open !== null && (
        <TrunkDialog
          info={open.info}
          onClose={() => {
            setOpen(null);
          }}
        />
      )}
    </>
  );
}
