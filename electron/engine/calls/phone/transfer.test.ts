import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readWav } from '../../audio/wav-reader.ts';
import type { SipCallEvent } from '../../telephony/sip/user-agent/api.ts';
import { testDocument, testNode } from '../../workflow/testing/driver.ts';
import { PhoneGround, type GroundOptions, type Phone } from './testing/phone-ground.ts';

let ground: PhoneGround;
const open = async (options: GroundOptions = {}): Promise<PhoneGround> =>
  (ground = await PhoneGround.open(options));
afterEach(() => ground.dispose());

const target = '+49555';
const stages = (): string[] =>
  ground.events.flatMap((event) =>
    event.type === 'call-transfer'
      ? [
          `${event.payload.kind} ${event.payload.stage}${event.payload.reason === '' ? '' : `: ${event.payload.reason}`}`,
        ]
      : [],
  );

const silentPage = {
  frame: () => undefined,
  clear: () => undefined,
  ended: () => undefined,
  replaced: () => undefined,
};

type Refer = Extract<SipCallEvent, { type: 'refer' }>;
/** What the other party does with a REFER of ours. */
function onRefer(phone: Phone, act: (event: Refer) => void): void {
  phone.call.onEvent((event) => {
    if (event.type === 'refer') act(event);
  });
}
/** Whoever is called next is the target of the transfer. */
function targetAnswers(afterMs = 500): Promise<Phone> {
  return new Promise((resolve, reject) => {
    ground.answering = (call) => void ground.answer(call, { afterMs }).then(resolve, reject);
  });
}

describe('a blind transfer', () => {
  it('asks the other side to call the target, and leaves when that has answered', async () => {
    await open();
    const { runId, phone } = await ground.connect();
    const asked: string[] = [];
    onRefer(phone, ({ target: to, refer }) => {
      asked.push(to);
      refer.accept();
      ground.timeline.at(ground.timeline.now() + 500, () => {
        refer.notify(180, 'Ringing');
      });
      ground.timeline.at(ground.timeline.now() + 2000, () => {
        refer.notify(200, 'OK');
      });
    });
    await ground.pass(1000);
    await ground.calls.transfer(runId, { kind: 'blind', to: target, whisper: '' });
    const run = await ground.closed(runId);
    await ground.pass(100);
    expect({
      asked,
      stages: stages(),
      disposition: run.gathered_context.call_disposition,
      status: run.status,
      progress: ground.progress().slice(-2),
      theirs: phone.events.at(-1)?.slice(0, 17),
      places: ground.places,
    }).toEqual({
      asked: [`sip:${target}@192.0.2.2`],
      stages: ['blind started', 'blind ringing', 'blind completed'],
      disposition: 'call_transferred',
      status: 'completed',
      progress: ['transferring -', 'completed -'],
      theirs: 'end by remote BYE',
      places: { taken: 2, released: 2 },
    });
  });

  it('counts a caller who leaves after taking it as handed on', async () => {
    await open();
    const { runId, phone } = await ground.connect();
    onRefer(phone, ({ refer }) => {
      refer.accept();
      ground.timeline.at(ground.timeline.now() + 300, () => {
        phone.call.hangUp();
      });
    });
    await ground.calls.transfer(runId, { kind: 'blind', to: target, whisper: '' });
    const run = await ground.closed(runId);
    expect([run.gathered_context.call_disposition, stages().at(-1)]).toEqual([
      'call_transferred',
      'blind completed',
    ]);
  });

  it.each([
    ['the other side refuses to', 603, 0, /does not carry out transfers/],
    ['the target is busy', 202, 486, /The other end is busy/],
  ])('leaves the caller with the agent when %s', async (_what, answer, notified, why) => {
    await open();
    const { runId, phone } = await ground.connect();
    onRefer(phone, ({ refer }) => {
      if (answer !== 202) {
        refer.refuse(answer);
        return;
      }
      refer.accept();
      ground.timeline.at(ground.timeline.now() + 500, () => {
        refer.notify(notified, '');
      });
    });
    await ground.pass(100);
    await ground.calls.transfer(runId, { kind: 'blind', to: target, whisper: '' });
    await ground.pass(2000);
    const [row] = ground.calls.calls();
    expect({ progress: row?.progress, transfer: row?.transfer, stage: stages().at(-1) }).toEqual({
      progress: 'in-progress',
      transfer: { kind: 'blind', stage: 'failed', target },
      stage: expect.stringMatching(why) as string,
    });
    expect(phone.heardMs.length * 20).toBeGreaterThan(400);
    await ground.calls.hangUp(runId);
  });

  it('accepted, of which nothing more is told, comes to nothing after the ringing time; then the agent goes on', async () => {
    await open();
    const { runId, phone } = await ground.connect();
    onRefer(phone, ({ refer }) => {
      refer.accept();
    });
    await ground.calls.transfer(runId, { kind: 'blind', to: target, whisper: '' });
    // RTP need not come meanwhile; the caller speaks again when they are back.
    await ground.pass(39_000);
    const waiting = ground.calls.calls()[0]?.progress;
    phone.speak(400);
    await ground.pass(2000);
    expect([waiting, ground.calls.calls()[0]?.progress, stages().at(-1)]).toEqual([
      'transferring',
      'in-progress',
      'blind failed: The other side accepted the transfer but told nothing of it.',
    ]);
    await ground.calls.hangUp(runId);
  });

  it('accepted and then hung up here tells what is known: that nobody knows', async () => {
    await open();
    const { runId, phone } = await ground.connect();
    onRefer(phone, ({ refer }) => {
      refer.accept();
      ground.timeline.at(ground.timeline.now() + 200, () => {
        refer.notify(180, 'Ringing');
      });
    });
    await ground.calls.transfer(runId, { kind: 'blind', to: target, whisper: '' });
    await ground.pass(1000);
    await ground.calls.hangUp(runId);
    const run = await ground.closed(runId);
    expect([run.gathered_context.call_disposition, stages()]).toEqual([
      'operator_hangup',
      [
        'blind started',
        'blind ringing',
        'blind failed: The call was ended here, before the other side had told whether the target answered. It may still connect the two.',
      ],
    ]);
  });

  it('keeps an operator from taking the call over, in words', async () => {
    await open();
    const { runId } = await ground.connect();
    ground.calls.attachAudio(runId, 16_000, silentPage);
    await ground.calls.transfer(runId, { kind: 'blind', to: target, whisper: '' });
    await expect(ground.calls.takeOver(runId)).rejects.toThrow(
      /being transferred\. Cancel the transfer first/,
    );
    expect(ground.calls.calls()[0]?.operator.has_taken_over).toBe(false);
    await ground.calls.hangUp(runId);
  });

  it('calls nobody whom the rules forbid', async () => {
    await open();
    const { runId } = await ground.connect();
    await expect(ground.calls.transfer(runId, { kind: 'blind', to: '112', whisper: '' })).rejects.toThrow(
      'Emergency numbers are not dialled.',
    );
    expect(stages()).toEqual([]);
  });
});

describe('an attended transfer', () => {
  it('whispers to the target, then joins the two by REFER with Replaces', async () => {
    await open();
    const { runId, phone } = await ground.connect();
    const joined: (string | null)[] = [];
    onRefer(phone, ({ replaces, refer }) => {
      joined.push(replaces);
      refer.accept();
      ground.timeline.at(ground.timeline.now() + 200, () => {
        refer.notify(200, 'OK');
      });
    });
    const answered = targetAnswers();
    await ground.pass(800);
    await ground.calls.transfer(runId, { kind: 'attended', to: target, whisper: 'A caller for you.' });
    const colleague = await answered;
    const run = await ground.closed(runId);
    expect({
      stages: stages(),
      whispered: colleague.heardMs.length >= 15,
      callerHeardWhisper: phone.heardMs.some((ms) => ms > (colleague.heardMs[0] ?? 0)),
      joined: joined.map((value) => value?.includes(colleague.call.callId)),
      disposition: run.gathered_context.call_disposition,
      held: phone.events.includes('held'),
      counts: ground.us.counts.mediaPorts,
      places: ground.places,
    }).toEqual({
      stages: ['attended started', 'attended ringing', 'attended consulting', 'attended completed'],
      whispered: true,
      callerHeardWhisper: false,
      joined: [true],
      disposition: 'call_transferred',
      held: true,
      counts: 0,
      places: { taken: 2, released: 2 },
    });
  });

  it('bridges the two here when the other side does not carry out transfers', async () => {
    await open();
    const { runId, phone } = await ground.connect();
    onRefer(phone, ({ refer }) => {
      refer.refuse(405);
    });
    const answered = targetAnswers();
    await ground.pass(800);
    await ground.calls.transfer(runId, { kind: 'attended', to: target, whisper: '' });
    const colleague = await answered;
    await ground.pass(1000);
    const [before, colleagueBefore] = [phone.heardMs.length, colleague.heardMs.length];
    phone.speak(400);
    await ground.pass(1000);
    const heardByColleague = colleague.heardMs.length - colleagueBefore;
    colleague.speak(400);
    await ground.pass(1000);
    const heardByCaller = phone.heardMs.length - before;
    const [row] = ground.calls.calls();
    const joinedMs = ground.events.find(
      (event) => event.type === 'call-transfer' && event.payload.stage === 'completed',
    )?.at_ms;
    colleague.call.hangUp();
    const run = await ground.closed(runId);
    const wav = readWav(await readFile(join(await ground.store.runFolder(runId), 'recording.wav')));
    const afterwards = (joinedMs ?? 0) * 16 + 320;
    expect({
      lasts: Math.abs((wav.channels[0]?.length ?? 0) / 16 - (joinedMs ?? 0) - 3000) < 300,
      recorded: wav.channels.map((lane) => lane.subarray(afterwards).some((sample) => sample !== 0)),
      heardByColleague: heardByColleague >= 18 && heardByColleague <= 23,
      heardByCaller: heardByCaller >= 18 && heardByCaller <= 23,
      row: [row?.progress, row?.transfer?.stage],
      disposition: run.gathered_context.call_disposition,
      counts: ground.us.counts.mediaPorts,
      places: ground.places,
    }).toEqual({
      lasts: true,
      // The colleague was never told of a recording.
      recorded: [false, false],
      heardByColleague: true,
      heardByCaller: true,
      row: ['transferring', 'completed'],
      disposition: 'call_transferred',
      counts: 0,
      places: { taken: 2, released: 2 },
    });
  });

  it('takes the caller back when the target leaves and the other side tells nothing', async () => {
    await open();
    const { runId, phone } = await ground.connect();
    onRefer(phone, ({ refer }) => {
      refer.accept();
    });
    const answered = targetAnswers();
    await ground.calls.transfer(runId, { kind: 'attended', to: target, whisper: '' });
    const colleague = await answered;
    await ground.pass(500);
    colleague.call.hangUp();
    await ground.pass(11_000);
    expect([ground.calls.calls()[0]?.progress, stages().at(-1), phone.events.at(-1)]).toEqual([
      'in-progress',
      'attended failed: The other side accepted the transfer but told nothing of it.',
      'taken back',
    ]);
    await ground.calls.hangUp(runId);
  });

  it('is still a transfer when it is hung up here while the two speak through us', async () => {
    await open();
    const { runId, phone } = await ground.connect();
    onRefer(phone, ({ refer }) => {
      refer.refuse(405);
    });
    const answered = targetAnswers();
    await ground.calls.transfer(runId, { kind: 'attended', to: target, whisper: '' });
    const colleague = await answered;
    await ground.pass(1000);
    await ground.calls.hangUp(runId);
    const run = await ground.closed(runId);
    await ground.pass(100);
    expect([run.gathered_context.call_disposition, stages().at(-1)?.slice(0, 18)]).toEqual([
      'call_transferred',
      'attended completed',
    ]);
    expect([phone, colleague].map(({ events }) => events.at(-1)?.slice(0, 17))).toEqual(
      Array<string>(2).fill('end by remote BYE'),
    );
  });

  it('counts as a transfer when the caller hangs up on the bridge', async () => {
    await open();
    const { runId, phone } = await ground.connect();
    onRefer(phone, ({ refer }) => {
      refer.refuse(405);
    });
    const answered = targetAnswers();
    await ground.calls.transfer(runId, { kind: 'attended', to: target, whisper: '' });
    const colleague = await answered;
    await ground.pass(1000);
    phone.call.hangUp();
    const run = await ground.closed(runId);
    await ground.pass(100);
    expect([
      run.gathered_context.call_disposition,
      colleague.events.some((event) => event.startsWith('end by remote BYE')),
      ground.places,
    ]).toEqual(['call_transferred', true, { taken: 2, released: 2 }]);
  });

  it.each([
    ['is busy', 486, /The other end is busy/],
    ['declines', 603, /declined/],
  ])('takes the caller back when the target %s', async (_what, status, why) => {
    await open();
    const { runId, phone } = await ground.connect();
    ground.answering = (call) => {
      call.refuse(status);
    };
    await ground.pass(100);
    await ground.calls.transfer(runId, { kind: 'attended', to: target, whisper: '' });
    await ground.pass(2000);
    const [row] = ground.calls.calls();
    expect({
      progress: row?.progress,
      last: stages().at(-1),
      theirs: phone.events.filter((event) => event === 'held' || event === 'taken back'),
      heard: phone.heardMs.length * 20 > 400,
    }).toEqual({
      progress: 'in-progress',
      last: expect.stringMatching(why) as string,
      theirs: ['held', 'taken back'],
      heard: true,
    });
    await ground.calls.hangUp(runId);
  });

  it('is cancelled while the target rings', async () => {
    await open();
    const { runId, phone } = await ground.connect();
    ground.answering = (call) => {
      call.ring();
    };
    await ground.calls.transfer(runId, { kind: 'attended', to: target, whisper: '' });
    await ground.pass(1000);
    await ground.calls.cancelTransfer(runId);
    await ground.pass(1000);
    expect([stages().at(-1), ground.calls.calls()[0]?.progress, ground.places.released]).toEqual([
      'attended canceled',
      'in-progress',
      1,
    ]);
    phone.call.hangUp();
    await ground.closed(runId);
  });
});

describe('the agent’s own transfer', () => {
  const document = testDocument(
    [
      testNode('s', 'startCall', { greeting: 'Hello.', allow_interrupt: true, tool_uuids: ['t'] }),
      testNode('e', 'endCall', {}),
    ],
    ['s>e'],
    {
      workflow_configurations: {
        tools: [
          {
            tool_uuid: 't',
            name: 'To a person',
            definition: {
              type: 'transfer_call',
              config: { destination: target, messageType: 'custom', customMessage: 'One moment please.' },
            },
          },
        ],
      },
    },
  );

  it('says its message first, and ends the call when the two are joined', async () => {
    await open({ document, replies: [[{ call: 'to_a_person' }]], transcripts: ['a person please'] });
    const { runId, phone } = await ground.connect();
    onRefer(phone, ({ refer }) => {
      refer.accept();
      refer.notify(200, 'OK');
    });
    const answered = targetAnswers();
    await ground.pass(1000);
    phone.speak(600);
    await answered;
    const run = await ground.closed(runId);
    const started = ground.events.findIndex(({ type }) => type === 'call-transfer');
    const said = ground.events.findIndex(
      (event) => event.type === 'agent-speech-stop' && event.payload.text_played === 'One moment please.',
    );
    expect([run.gathered_context.call_disposition, said >= 0 && said < started]).toEqual([
      'transfer_call',
      true,
    ]);
  });

  it('is told when nobody can be reached, and goes on with the caller', async () => {
    await open({
      document,
      replies: [[{ call: 'to_a_person' }], 'Nobody is there.'],
      transcripts: ['a person please'],
    });
    const { runId, phone } = await ground.connect();
    ground.answering = (call) => {
      call.refuse(486);
    };
    await ground.pass(1000);
    phone.speak(600);
    await ground.pass(4000);
    const told = ground.model.requests.at(-1)?.messages.at(-1);
    phone.call.hangUp();
    await ground.closed(runId);
    expect(told).toMatchObject({
      role: 'tool',
      content: expect.stringContaining('The other end is busy.') as string,
    });
    expect(
      ground.events.some((event) => event.type === 'agent-text' && event.payload.text === 'Nobody is there.'),
    ).toBe(true);
  });
});
