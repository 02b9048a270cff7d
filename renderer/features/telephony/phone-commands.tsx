/** What the command palette can do by telephone, on every screen. */
import { useMemo } from 'react';
import { isOver, type PhoneCall } from '#shared/bridge/phone.ts';
import { navigate } from '../../app/router.ts';
import { useCommands, type Command } from '../../stores/commands.ts';
import { wishToDial } from '../../stores/dial.ts';
import { choosePhoneCall, usePhone } from '../../stores/phone.ts';
import { hangUpPhone, holdPhone, muteAgent } from './call-actions.ts';
import { partyText } from './number-writing.ts';
import { handBack, listenTo, takeOver } from './operator-session.ts';

const group = 'Phone';

function open(call: PhoneCall): void {
  choosePhoneCall(call.run_id);
  navigate({ screen: 'phone' });
}

/** The actions on one call that is up; those that cannot be done now are left out. */
export function callCommands(call: PhoneCall): Command[] {
  const party = partyText(call.remote).text;
  const hint = call.workflow_name;
  const of = (id: string, label: string, run: () => void): Command => ({
    id: `phone-${id}-${call.run_id}`,
    group,
    label,
    hint,
    keywords: call.remote,
    run,
  });
  const isHeld = call.progress === 'on-hold';
  const { has_taken_over: hasTakenOver, is_agent_muted: isAgentMuted } = call.operator;
  return [
    of('open', `Go to call with ${party}`, () => {
      open(call);
    }),
    ...(call.answered_at === null
      ? []
      : [
          of('listen', `Listen to call with ${party}`, () => {
            open(call);
            void listenTo(call.run_id);
          }),
          of('hold', isHeld ? `Take back call with ${party}` : `Hold call with ${party}`, () => {
            void holdPhone(call, !isHeld);
          }),
          of('mute', `${isAgentMuted ? 'Unmute' : 'Mute'} the agent in call with ${party}`, () => {
            void muteAgent(call, !isAgentMuted);
          }),
          hasTakenOver
            ? of('hand-back', `Hand back call with ${party}`, () => void handBack(call.run_id))
            : of('take-over', `Take over call with ${party}`, () => {
                open(call);
                void takeOver(call.run_id);
              }),
        ]),
    of('hang-up', `Hang up call with ${party}`, () => void hangUpPhone(call)),
  ];
}

export function PhoneCommands(): null {
  const calls = usePhone((store) => store.calls);
  const commands = useMemo<Command[]>(
    () => [
      {
        id: 'phone-dial',
        group,
        label: 'Dial…',
        hint: 'Call a number with an agent',
        keywords: 'telephone call number',
        run: () => {
          navigate({ screen: 'phone' });
          wishToDial();
        },
      },
      ...(calls ?? []).filter((call) => !isOver(call)).flatMap(callCommands),
    ],
    [calls],
  );
  useCommands('phone', commands);
  return null;
}
