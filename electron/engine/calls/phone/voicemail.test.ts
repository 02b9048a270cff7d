/** A mailbox at the other end: a spoken greeting and a beep, through G.711 and RTP. */
import { afterAll, afterEach, expect, it } from 'vitest';
import { concatenateSamples } from '../../audio/frames.ts';
import { sine } from '../../audio/testing/sounds.ts';
import { createFliteTts } from '../../providers/flite/index.ts';
import { silence } from '../../voice/testing/scripted.ts';
import { wholeSpeech } from '../../voice/whole-speech.ts';
import type { AnsweringMachineSettings } from '#shared/domain/line-craft.ts';
import { PhoneGround, greetingDocument } from './testing/phone-ground.ts';

let ground: PhoneGround;
const tts = createFliteTts();
afterEach(() => ground.dispose());
afterAll(() => tts.close());

const greeting = 'You have reached the mailbox of Bob Miller. Please leave a message after the tone.';
const message = 'This is Parley. Please call us back.';

async function callMailbox(machine: AnsweringMachineSettings) {
  const spoken = await wholeSpeech(tts, greeting, 'rms');
  const beforeBeep = concatenateSamples([silence(500), spoken, silence(700)]);
  const document = greetingDocument({ answering_machine: { enabled: true, ...machine } });
  // The first utterance, as a recogniser would write it.
  ground = await PhoneGround.open({ document, transcripts: ['you have reached the mailbox of bob miller'] });
  const { runId, phone } = await ground.connect();
  const answeredMs = ground.timeline.now();
  phone.play(concatenateSamples([beforeBeep, sine(1000, 400, -12), silence(6000)]));
  const run = await ground.closed(runId);
  await ground.pass(100);
  return {
    run,
    beepMs: answeredMs + beforeBeep.length / 16,
    heardMs: phone.heardMs,
    ended: phone.events.at(-1)?.slice(0, 17),
    verdicts: ground.events.flatMap((event) =>
      event.type === 'answering-machine' ? [event.payload.result] : [],
    ),
    said: ground.events.flatMap((event) =>
      event.type === 'agent-speech-stop' ? [event.payload.text_played] : [],
    ),
  };
}

it('a mailbox that is called is left the message, after its beep and whole, and hung up on', async () => {
  const { run, beepMs, heardMs, ended, verdicts, said } = await callMailbox({
    on_machine: 'leave-message',
    message,
  });
  expect({ context: run.gathered_context, status: run.status, verdicts, said, ended }).toEqual({
    context: expect.objectContaining({
      answered_by: 'voicemail',
      call_disposition: 'voicemail_detected',
    }) as object,
    status: 'completed',
    verdicts: ['voicemail'],
    said: ['This is Parley.', 'Please call us back.'],
    ended: 'end by remote BYE',
  });
  // Nothing before the beep is over; then every letter, 20 ms each.
  expect(heardMs[0]).toBeGreaterThan(beepMs + 400);
  expect(heardMs[0]).toBeLessThan(beepMs + 2000);
  expect(heardMs.length).toBeGreaterThanOrEqual(message.length - 2);
});

it('a mailbox that is called is hung up on without a word where the agent says so', async () => {
  const { run, heardMs, ended, verdicts } = await callMailbox({ on_machine: 'hang-up' });
  expect([run.gathered_context.answered_by, verdicts, heardMs, ended]).toEqual([
    'voicemail',
    ['voicemail'],
    [],
    'end by remote BYE',
  ]);
});
