/** The Dial panel: a number, who calls it, over which line, with what the agent is to know. Enter calls. */
import { Button, Skeleton } from '@mantine/core';
import { IconPhoneOutgoing, IconPlus } from '@tabler/icons-react';
import { useCallback, useEffect, useMemo, useState, type ReactElement, type SyntheticEvent } from 'react';
import type { TrunkInfo } from '#shared/bridge/phone.ts';
import { formatRoute } from '../../../app/routes.ts';
import { bridge } from '../../../bridge/index.ts';
import { loadDocument, useAgents } from '../../../stores/agents.ts';
import { useContextDraft } from '../../../stores/call-context.ts';
import { useDial } from '../../../stores/dial.ts';
import { adoptPhoneCall, choosePhoneCall } from '../../../stores/phone.ts';
import { loadTrunks, useTrunks } from '../../../stores/trunks.ts';
import { errorText } from '../../../ui/error-text.ts';
import { contextOf } from '../../call/context-draft.ts';
import { ContextEditor } from '../../call/context-editor.tsx';
import { ProblemCard } from '../../call/problem-card.tsx';
import { shortcutKeys } from '../../call/shortcuts.ts';
import { AgentField } from './agent-field.tsx';
import { NumberField } from './number-field.tsx';
import { CallerIdField, TrunkField } from './trunk-field.tsx';
import { useDialCheck } from './use-dial-check.ts';
import classes from './dial.module.css';

/** `hasShortcut`: the keys call, and do not hang up what is chosen in the table. */
export function DialPanel({ hasShortcut }: { hasShortcut: boolean }): ReactElement {
  const trunks = useTrunks((store) => store.trunks);
  const failure = useTrunks((store) => store.failure);
  if (trunks === null)
    return (
      <section className={classes['panel']} aria-label="Dial">
        {failure === null ? (
          <Skeleton height={280} radius="md" aria-label="Reading the trunks" />
        ) : (
          <ProblemCard
            title="The trunks could not be read"
            advice={failure}
            copied={failure}
            actions={
              <Button variant="default" size="compact-xs" onClick={() => void loadTrunks()}>
                Try again
              </Button>
            }
          />
        )}
      </section>
    );
  return trunks.length === 0 ? <NoTrunk /> : <DialForm trunks={trunks} hasShortcut={hasShortcut} />;
}

function DialForm(props: { trunks: readonly TrunkInfo[]; hasShortcut: boolean }): ReactElement {
  const { trunks, hasShortcut } = props;
  const dial = useDial();
  const all = useAgents((store) => store.agents);
  const agents = useMemo(() => all?.filter(({ is_archived: isArchived }) => !isArchived) ?? null, [all]);
  const agent = agents?.find(({ id }) => id === dial.workflowId) ?? null;
  const document = useAgents((store) =>
    agent === null ? undefined : store.documents.get(agent.id)?.document,
  );
  useEffect(() => {
    if (agent !== null) void loadDocument(agent);
  }, [agent]);
  const only = trunks.length === 1 ? (trunks[0] ?? null) : null;
  const chosen = trunks.find(({ trunk }) => trunk.id === dial.trunkId) ?? only;
  // Which trunk it will be is the studio's to say; where all of them read alike, so does the field.
  const countries = new Set(trunks.map(({ trunk }) => trunk.country));
  const country =
    chosen === null ? (countries.size === 1 ? ([...countries][0] ?? null) : null) : chosen.trunk.country;
  const checked = useDialCheck(dial.number, chosen?.trunk.id ?? null, agent?.id ?? null, trunks);
  const { draft } = useContextDraft(agent?.id ?? '', document?.workflow_configurations?.test_context);
  const context = contextOf(draft);
  const [failure, setFailure] = useState<string | null>(null);
  const [isDialling, setDialling] = useState(false);

  const isRefused = (checked.check?.refusal ?? null) !== null;
  const mayCall =
    dial.number.trim() !== '' &&
    agent?.published != null &&
    context.ok &&
    !isRefused &&
    !checked.isAsking &&
    !isDialling;
  const call = async (): Promise<void> => {
    if (!mayCall) return;
    setDialling(true);
    setFailure(null);
    try {
      const trunkId = chosen?.trunk.id ?? null;
      const callerIds = chosen?.trunk.caller_ids ?? [];
      const callerId = trunkId === null ? undefined : dial.callerIds[trunkId];
      const placed = await bridge.call('phone.dial', {
        workflow_id: agent.id,
        to: dial.number.trim(),
        trunk_id: trunkId,
        caller_id: callerId !== undefined && callerIds.includes(callerId) ? callerId : null,
        initial_context: context.context,
      });
      adoptPhoneCall(placed);
      choosePhoneCall(placed.run_id);
    } catch (thrown) {
      setFailure(errorText(thrown));
    } finally {
      setDialling(false);
    }
  };
  const dismiss = useCallback(() => {
    setFailure(null);
  }, []);
  return (
    <form
      className={classes['panel']}
      aria-label="Dial"
      onSubmit={(event: SyntheticEvent) => {
        event.preventDefault();
        void call();
      }}
    >
      <NumberField checked={checked} country={country} />
      <AgentField agents={agents} agent={agent} />
      <TrunkField trunks={trunks} chosen={chosen} refusal={checked.check?.refusal ?? null} />
      {chosen !== null && <CallerIdField info={chosen} />}
      {agent !== null && document !== undefined && (
        <ContextEditor workflowId={agent.id} document={document} />
      )}
      <Button
        type="submit"
        size="lg"
        fullWidth
        disabled={!mayCall}
        loading={isDialling}
        leftSection={<IconPhoneOutgoing size={18} />}
        rightSection={hasShortcut ? <span className={classes['keys']}>{shortcutKeys.call}</span> : undefined}
      >
        Call
      </Button>
      {failure !== null && (
        <ProblemCard title="Nobody was called" advice={failure} copied={failure} onDismiss={dismiss} />
      )}
    </form>
  );
}

function NoTrunk(): ReactElement {
  return (
    <section className={classes['panel']} aria-label="Dial">
      <div className={classes['none']}>
        <h2>No trunk yet</h2>
        <p>
          A trunk is the line on which your agents telephone: an account at a carrier such as Twilio or
          Telnyx, or on a telephone system of your own. It needs no public address, so a laptop will do.
        </p>
        <Button
          component="a"
          leftSection={<IconPlus size={14} />}
          href={formatRoute({ screen: 'settings', section: 'trunks' })}
        >
          Add a trunk
        </Button>
      </div>
    </section>
  );
}
