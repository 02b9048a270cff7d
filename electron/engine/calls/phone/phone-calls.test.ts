import { readdir } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import {
  PhoneGround,
  greetingDocument,
  ours,
  type GroundOptions,
  type Phone,
} from './testing/phone-ground.ts';

let ground: PhoneGround;
const open = async (options: GroundOptions = {}): Promise<PhoneGround> =>
  (ground = await PhoneGround.open(options));
afterEach(() => ground.dispose());

describe('a dialled call', () => {
  it('rings, is answered, greets, and ends when the other party hangs up', async () => {
    const { calls, us } = await open();
    const { runId, phone } = await ground.connect();
    await ground.pass(2000);
    const heard = phone.heardMs.length * 20;
    phone.call.hangUp();
    const run = await ground.closed(runId);
    // Transactions absorb what comes late: RFC 3261 timers, 32 s.
    await ground.pass(40_000);
    expect({
      heardEnough: heard >= 400 && heard <= 480,
      progress: ground.progress(),
      run: {
        mode: run.mode,
        call_type: run.call_type,
        status: run.status,
        extra: run.extra,
        initial_context: run.initial_context,
        disposition: run.gathered_context.call_disposition,
        hasCallId: typeof run.gathered_context['call_id'] === 'string',
        carrier: run.cost_info?.lines.find(({ kind }) => kind === 'carrier'),
      },
      row: calls.calls().map(({ progress, state, remote, local }) => ({ progress, state, remote, local })),
      counts: us.counts,
      places: ground.places,
    }).toEqual({
      heardEnough: true,
      progress: ['initiated -', 'ringing 180', 'answered 200', 'completed -'],
      run: {
        mode: 'phone',
        call_type: 'outbound',
        status: 'completed',
        extra: { trunk_id: 'office', call_id: run.gathered_context['call_id'] },
        initial_context: {
          name: 'Ada',
          provider: 'sip',
          caller_number: '+4930111',
          called_number: '+49301234',
          direction: 'outbound',
          telephony_configuration_id: 'office',
        },
        disposition: 'user_hangup',
        hasCallId: true,
        carrier: expect.objectContaining({ provider: 'Office', unit: 'seconds' }) as unknown,
      },
      row: [{ progress: 'completed', state: 'ended', remote: '+49301234', local: '+4930111' }],
      counts: { calls: 0, dialogs: 0, transactions: 0, registrations: 0, flows: 1, mediaPorts: 0 },
      places: { taken: 1, released: 1 },
    });
  });

  it.each([
    [486, 'busy', 'busy'],
    [600, 'busy', 'busy'],
    [480, 'no-answer', 'no-answer'],
    [404, 'failed', 'failed'],
    [603, 'failed', 'failed'],
  ])('that is refused with %s ends as %s, without a recording', async (status, progress, disposition) => {
    await open();
    ground.answering = (call) => {
      call.refuse(status);
    };
    const run = await ground.closed(await ground.dial());
    expect({
      progress: ground.progress(),
      status: run.status,
      disposition: run.gathered_context.call_disposition,
      recording: run.recording_url,
      files: await readdir(await ground.store.runFolder(run.id)),
      types: new Set(ground.events.map(({ type }) => type)).has('media-open'),
      places: ground.places,
    }).toEqual({
      progress: ['initiated -', `${progress} ${String(status)}`],
      status: disposition,
      disposition,
      recording: null,
      files: ['wire.ndjson'],
      types: false,
      places: { taken: 1, released: 1 },
    });
  });

  it('that nobody takes is given up after the trunk’s ringing time', async () => {
    await open({ trunk: { ring_timeout_s: 20 } });
    ground.answering = (call) => {
      call.ring();
    };
    const run = await ground.closed(await ground.dial());
    expect([ground.progress(), run.status]).toEqual([
      ['initiated -', 'ringing 180', 'no-answer 408'],
      'no-answer',
    ]);
  });

  it('is cancelled while it rings', async () => {
    await open();
    const cancelled = new Promise<string>((resolve) => {
      ground.answering = (call) => {
        call.onEvent((event) => {
          if (event.type === 'end') resolve(event.end.by);
        });
        call.ring();
      };
    });
    const runId = await ground.dial();
    await ground.until(runId, 'ringing');
    await ground.calls.hangUp(runId);
    const run = await ground.closed(runId);
    expect([await cancelled, run.status, run.gathered_context.call_disposition]).toEqual([
      'remote',
      'canceled',
      'canceled',
    ]);
  });

  it('does not run a draft', async () => {
    await open({ isPublished: false });
    await expect(ground.dial()).rejects.toThrow(/no published version/);
    expect([ground.store.runs.size, ground.places.taken]).toEqual([0, 0]);
  });

  it('is not made where the rules forbid it', async () => {
    await open();
    const emergency = ground.calls.dial({
      workflowId: 'w',
      to: '112',
      trunkId: null,
      callerId: null,
      initialContext: {},
    });
    await expect(emergency).rejects.toThrow('Emergency numbers are not dialled.');
    expect(ground.store.runs.size).toBe(0);
  });

  it('ends for both when the agent hangs up: the BYE leaves in the moment in which the call ends', async () => {
    await open({ replies: [[{ call: 'to_e' }], 'Goodbye.'], transcripts: ['that is all'] });
    const { runId, phone } = await ground.connect();
    await ground.pass(1000);
    phone.speak(600);
    const run = await ground.closed(runId);
    await ground.pass(100);
    const closed = ground.events.find(({ type }) => type === 'media-close');
    const answeredMs = 1020;
    const bye = /end by remote BYE at (\d+)/.exec(phone.events.join())?.[1];
    expect({
      disposition: run.gathered_context.call_disposition,
      progress: ground.progress().at(-1),
      // One way over the network is 10 ms.
      byeAfterCloseMs: Math.round(Number(bye) - 10 - answeredMs - (closed?.at_ms ?? 0)),
    }).toEqual({
      disposition: 'end_call_tool',
      progress: 'completed -',
      byeAfterCloseMs: 0,
    });
  });

  it('goes out with its BYE when the studio closes, and the run is closed', async () => {
    await open();
    const { runId, phone } = await ground.connect();
    await ground.pass(500);
    const before = performance.now();
    await ground.calls.dispose();
    const tookMs = performance.now() - before;
    await ground.pass(100);
    const run = await ground.closed(runId);
    expect({
      by: phone.events.at(-1)?.slice(0, 17),
      status: run.status,
      disposition: run.gathered_context.call_disposition,
      isQuick: tookMs < 1000,
    }).toEqual({
      by: 'end by remote BYE',
      status: 'canceled',
      disposition: 'system_cancelled',
      isQuick: true,
    });
  });

  it.each([
    ['on', ['Hello, this is Parley.'], true],
    ['announced', ['This call is recorded.', 'Hello, this is Parley.'], true],
    ['off', ['Hello, this is Parley.'], false],
  ] as const)('with recording %s says %j', async (recording, said, isKept) => {
    await open({ document: greetingDocument({ recording }) });
    const { runId, phone } = await ground.connect();
    await ground.pass(2000);
    phone.call.hangUp();
    const run = await ground.closed(runId);
    expect({
      said: ground.events.flatMap((event) =>
        event.type === 'agent-speech-stop' ? [event.payload.text_played] : [],
      ),
      url: run.recording_url !== null,
      file: (await readdir(await ground.store.runFolder(run.id))).includes('recording.wav'),
      transcript: run.transcript_url !== null,
    }).toEqual({ said, url: isKept, file: isKept, transcript: true });
  });

  it('leaves its wire log with the run, secrets left out', async () => {
    await open();
    const { runId, phone } = await ground.connect();
    await ground.pass(6000);
    phone.call.hangUp();
    await ground.closed(runId);
    const entries = await ground.calls.wireLog(runId);
    expect(
      entries.map((entry) =>
        entry.kind === 'rtp' ? 'rtp' : `${entry.direction} ${entry.text.split('\r\n')[0] ?? ''}`,
      ),
    ).toEqual([
      'out INVITE sip:+49301234@192.0.2.2 SIP/2.0',
      'in SIP/2.0 180 Ringing',
      'in SIP/2.0 200 OK',
      'out ACK sip:+49301234@192.0.2.2:5060 SIP/2.0',
      'rtp',
      'in BYE sip:parley@192.0.2.1:5060 SIP/2.0',
      'out SIP/2.0 200 OK',
      'rtp',
    ]);
  });
});

describe('a call that comes in', () => {
  it('is answered by its agent, who knows who calls and how', async () => {
    await open();
    const phone = await ground.ring('parley', [
      { name: 'X-Shop', value: 'north' },
      { name: 'Diversion', value: '<sip:+4930999@pbx>' },
    ]);
    const runId = await ground.taken();
    await ground.pass(2000);
    phone.call.hangUp();
    const run = await ground.closed(runId);
    const { sip_headers: headers, ...context } = run.initial_context;
    expect({
      events: phone.events.slice(0, 3),
      heard: phone.heardMs.length >= 20,
      context,
      headers,
      run: [run.call_type, run.mode, run.status],
      progress: ground.progress(),
    }).toEqual({
      events: ['ringing', 'answered', 'confirmed'],
      heard: true,
      context: {
        provider: 'sip',
        caller_number: '+49171',
        called_number: `sip:parley@${ours}`,
        direction: 'inbound',
        telephony_configuration_id: 'office',
      },
      headers: {
        'Call-ID': phone.call.callId,
        'X-Shop': 'north',
        Diversion: '<sip:+4930999@pbx>',
      },
      run: ['inbound', 'phone', 'completed'],
      progress: ['initiated -', 'answered 200', 'completed -'],
    });
  });

  it.each([
    ['nobody is meant', { kind: 'refused', status: 404, reason: 'Not Found' }, 404],
    ['all lines are taken', { kind: 'busy', trunk: null, message: null }, 486],
  ] as const)('is refused when %s', async (_what, decision, status) => {
    await open({ rules: { routeInbound: () => Promise.resolve(decision) } });
    const phone = await ground.ring();
    await ground.pass(1000);
    expect([phone.events.at(-1)?.slice(0, 17), ground.store.runs.size]).toEqual([
      `end by remote ${String(status)}`,
      0,
    ]);
  });

  it('is refused when its agent has no published version', async () => {
    await open({ isPublished: false });
    const phone = await ground.ring();
    await ground.pass(1000);
    expect([phone.events.at(-1)?.slice(0, 17), ground.places]).toEqual([
      'end by remote 480',
      { taken: 1, released: 1 },
    ]);
  });

  it('hears the busy message before it is refused as busy', async () => {
    await open({
      rules: {
        routeInbound: () => Promise.resolve({ kind: 'busy', trunk: null, message: 'Call us later.' }),
      },
    });
    const phone = await ground.ring();
    phone.call.onEvent((event) => {
      if (event.type === 'state' && event.state === 'early-media') phone.listen();
    });
    await ground.pass(3000);
    expect({ events: phone.events, heard: phone.heardMs.length >= 12 }).toEqual({
      events: ['early-media', 'ended', expect.stringMatching(/^end by remote 486/)],
      heard: true,
    });
  });

  it('hears the busy tone alone when five others hear the message; another studio is not concerned', async () => {
    const rules: GroundOptions['rules'] = {
      routeInbound: () => Promise.resolve({ kind: 'busy', trunk: null, message: 'Call us later.' }),
    };
    const other = await PhoneGround.open({ rules });
    await open({ rules });
    const phones: Phone[] = [];
    for (let caller = 0; caller < 6; caller += 1) phones.push(await ground.ring());
    const elsewhere = await other.ring();
    await Promise.all([ground.pass(200), other.pass(200)]);
    expect(phones.map(({ events }) => events[0]).sort()).toEqual([
      ...Array<string>(5).fill('early-media'),
      'ended',
    ]);
    expect(elsewhere.events[0]).toBe('early-media');
    await ground.pass(3000);
    await other.dispose();
    const later = await ground.ring();
    await ground.pass(200);
    expect(later.events[0]).toBe('early-media');
  });

  it('whose caller gives up while the agent is got ready leaves a cancelled run, and no line taken', async () => {
    await open({ publishedAfterMs: 500 });
    const phone = await ground.ring();
    await ground.pass(300);
    phone.call.hangUp();
    await ground.released(1);
    const [run] = ground.store.runs.values();
    expect([run?.status, ground.progress(), ground.us.counts.mediaPorts]).toEqual([
      'canceled',
      ['initiated -', 'canceled 487'],
      0,
    ]);
  });
});
