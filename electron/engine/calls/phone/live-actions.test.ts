import { afterEach, describe, expect, it } from 'vitest';
import { linesOf, speakerOf, transcriptOf } from '#shared/domain/transcript.ts';
import type { AudioSink } from '../legs/bridge-leg.ts';
import { tone } from '../../voice/testing/scripted.ts';
import { PhoneGround, greetingDocument, type GroundOptions } from './testing/phone-ground.ts';

let ground: PhoneGround;
const open = async (options: GroundOptions = {}): Promise<PhoneGround> =>
  (ground = await PhoneGround.open(options));
afterEach(() => ground.dispose());

const payloads = (type: string): unknown[] =>
  ground.events.filter((event) => event.type === type).map((event) => event.payload);

/** The page of an operator. */
function page(): AudioSink & { frames: Int16Array[]; told: string[] } {
  const frames: Int16Array[] = [];
  const told: string[] = [];
  return {
    frames,
    told,
    frame: (pcm) => void frames.push(pcm),
    clear: () => undefined,
    ended: () => void told.push('ended'),
    replaced: () => void told.push('replaced'),
  };
}

describe('a call on hold', () => {
  it('by us: the other party hears nothing, and the agent goes on where it was', async () => {
    await open();
    const { runId, phone } = await ground.connect();
    await ground.pass(200);
    await ground.calls.hold(runId, true);
    const before = phone.heardMs.length;
    await ground.pass(3000);
    const during = phone.heardMs.length - before;
    const states = ground.calls.calls().map(({ progress }) => progress);
    await ground.calls.hold(runId, false);
    await ground.pass(1000);
    phone.call.hangUp();
    await ground.closed(runId);
    expect({
      during: during <= 3,
      after: phone.heardMs.length - before > 5,
      states,
      events: payloads('call-hold'),
      theirs: phone.events.filter((event) => event === 'held' || event === 'taken back'),
    }).toEqual({
      during: true,
      after: true,
      states: ['on-hold'],
      events: [
        { held: true, by: 'operator' },
        { held: false, by: 'operator' },
      ],
      theirs: ['held', 'taken back'],
    });
  });

  it('by the other party: the agent waits, asks nothing, and goes on', async () => {
    await open({ document: greetingDocument({ max_user_idle_timeout: 2 }) });
    const { runId, phone } = await ground.connect();
    await ground.pass(1000);
    await phone.call.hold(true);
    await ground.pass(10_000);
    await phone.call.hold(false);
    await ground.pass(500);
    const types = ground.events.map(({ type }) => type);
    phone.call.hangUp();
    await ground.closed(runId);
    expect([payloads('call-hold'), types.includes('idle-prompt')]).toEqual([
      [
        { held: true, by: 'caller' },
        { held: false, by: 'caller' },
      ],
      false,
    ]);
  });
});

describe('an operator', () => {
  it('hears both parties, and is told when the call is over', async () => {
    await open();
    const { runId, phone } = await ground.connect();
    const operator = page();
    ground.calls.attachAudio(runId, 16_000, operator);
    await ground.pass(700);
    phone.speak(400);
    await ground.pass(1000);
    const isListening = ground.calls.calls()[0]?.operator.is_listening;
    phone.call.hangUp();
    await ground.closed(runId);
    const loud = operator.frames.filter((frame) => frame.some((sample) => Math.abs(sample) > 1000)).length;
    expect({
      frames: Math.abs(operator.frames.length - 85) <= 3,
      loud: loud >= 35 && loud <= 48,
      isListening,
      told: operator.told,
      events: payloads('operator'),
    }).toEqual({
      frames: true,
      loud: true,
      isListening: true,
      told: ['ended'],
      events: [{ action: 'listen', text: null }],
    });
  });

  it('whispers to the agent, and nobody hears it', async () => {
    await open({ replies: ['Certainly.'], transcripts: ['what does it cost'] });
    const { runId, phone } = await ground.connect();
    await ground.pass(800);
    ground.calls.whisper(runId, 'Offer ten percent.');
    const before = phone.heardMs.length;
    await ground.pass(500);
    const heard = phone.heardMs.length - before;
    phone.speak(600);
    await ground.pass(2500);
    const system = ground.model.requests.at(-1)?.messages[0]?.content;
    phone.call.hangUp();
    await ground.closed(runId);
    expect([heard, payloads('operator')]).toEqual([0, [{ action: 'whisper', text: 'Offer ten percent.' }]]);
    expect(system).toMatch(/Your supervisor[\s\S]*- Offer ten percent\./);
  });

  it('takes over with the own voice and hands back to an agent who knows what both have said', async () => {
    await open({ replies: ['As my colleague said.'], transcripts: ['I want a refund'] });
    const { runId, phone } = await ground.connect();
    await ground.pass(800);
    const operator = page();
    const audio = ground.calls.attachAudio(runId, 16_000, operator);
    ground.operatorSays('What can I do for you');
    await ground.calls.takeOver(runId);
    const before = phone.heardMs.length;
    for (let at = 0; at < 500; at += 20)
      ground.timeline.at(ground.timeline.now() + at, () => {
        audio.receive(tone(20, 6000));
      });
    await ground.pass(1500);
    const heardOfOperator = phone.heardMs.length - before;
    phone.speak(600);
    await ground.pass(2000);
    const answeredMeanwhile = ground.model.requests.length;
    ground.calls.handBack(runId);
    await ground.pass(1500);
    const [request] = ground.model.requests;
    phone.call.hangUp();
    await ground.closed(runId);
    const lines = linesOf(transcriptOf(ground.events));
    expect({
      heardOfOperator: heardOfOperator >= 22 && heardOfOperator <= 27,
      answeredMeanwhile,
      remembers: request?.messages.slice(-2),
      told: /has spoken with the caller instead of you/.test(request?.messages[0]?.content ?? ''),
      actions: payloads('operator').map((payload) => (payload as { action: string }).action),
      transcript: lines.map((line) => `${speakerOf(line)}: ${line.text}`),
    }).toEqual({
      heardOfOperator: true,
      answeredMeanwhile: 0,
      remembers: [
        { role: 'assistant', content: 'What can I do for you' },
        { role: 'user', content: 'I want a refund' },
      ],
      told: true,
      actions: ['listen', 'take-over', 'hand-back'],
      transcript: [
        'Agent: Hello, this is Parley.',
        'Operator: What can I do for you',
        'Caller: I want a refund',
        'Agent: As my colleague said.',
      ],
    });
    const [said] = ground.events.filter(({ type }) => type === 'operator-text');
    const [took] = ground.events.filter(
      (event) => event.type === 'operator' && event.payload.action === 'take-over',
    );
    // Counted from the sound itself: the first frames wait as a cushion, and the detector finds the onset.
    expect((said?.at_ms ?? 0) - (took?.at_ms ?? 0)).toBeGreaterThan(0);
    expect((said?.at_ms ?? 0) - (took?.at_ms ?? 0)).toBeLessThan(200);
  });

  it('who hands back in the middle of a word is heard out before the agent goes on', async () => {
    await open({ replies: ['Good.'] });
    const { runId, phone } = await ground.connect();
    await ground.pass(800);
    const audio = ground.calls.attachAudio(runId, 16_000, page());
    ground.operatorSays(null);
    await ground.calls.takeOver(runId);
    for (let at = 0; at < 500; at += 20)
      ground.timeline.at(ground.timeline.now() + at, () => {
        audio.receive(tone(20, 6000));
      });
    await ground.pass(520);
    ground.calls.handBack(runId);
    await ground.pass(1000);
    const system = ground.model.requests[0]?.messages[0]?.content ?? '';
    phone.call.hangUp();
    await ground.closed(runId);
    expect(payloads('operator-text')).toEqual([
      { text: '', understood: false, speech_ms: expect.any(Number) as number },
    ]);
    expect(system).toContain('Some of what they said could not be understood.');
  });

  it('cannot take over what is not listened to', async () => {
    await open();
    const { runId } = await ground.connect();
    await expect(ground.calls.takeOver(runId)).rejects.toThrow(/Listen to the call first/);
  });

  it('who goes away while speaking leaves the caller to the agent', async () => {
    await open();
    const { runId } = await ground.connect();
    await ground.pass(800);
    const audio = ground.calls.attachAudio(runId, 16_000, page());
    await ground.calls.takeOver(runId);
    await ground.pass(100);
    audio.detach();
    await ground.pass(11_000);
    expect([ground.calls.calls()[0]?.operator, payloads('operator')]).toEqual([
      { is_listening: false, has_taken_over: false, is_agent_muted: false },
      [
        { action: 'listen', text: null },
        { action: 'take-over', text: null },
        { action: 'leave', text: null },
        { action: 'hand-back', text: null },
      ],
    ]);
  });
});

describe('the machine', () => {
  it('that slept ends its calls properly, and says why', async () => {
    const awake: boolean[] = [];
    await open({ keepAwake: (active) => void awake.push(active) });
    const { runId, phone } = await ground.connect();
    await ground.pass(1000);
    const reasons: string[] = [];
    ground.calls.onCall(({ reason }) => void reasons.push(reason));
    ground.calls.slept(185_000);
    const run = await ground.closed(runId);
    await ground.pass(100);
    expect({
      theirs: phone.events.some((event) => event.startsWith('end by remote BYE')),
      disposition: run.gathered_context.call_disposition,
      reason: reasons.at(-1),
      notices: ground.notices.map(({ level, message }) => [level, message.split('. ')[0]]),
      awake,
    }).toEqual({
      theirs: true,
      disposition: 'system_connect_error',
      reason: 'The computer slept for 3 minutes, so the call was ended.',
      notices: [['warning', 'The computer slept for 3 minutes, so a call ended']],
      awake: [true, false],
    });
  });

  it('that has another network tells its peers where its sound comes from now', async () => {
    await open();
    const { runId, phone } = await ground.connect();
    await ground.pass(1000);
    await ground.us.networkChanged();
    await ground.calls.networkChanged();
    const wire = await ground.calls.wireLog(runId);
    const invites = wire.filter((entry) => entry.kind === 'sip' && entry.text.startsWith('INVITE '));
    phone.call.hangUp();
    await ground.closed(runId);
    expect([invites.length, ground.notices]).toEqual([
      2,
      [{ level: 'info', message: 'The network changed; a call went on from the new one.' }],
    ]);
  });
});
