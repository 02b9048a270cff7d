/**
 * Who has answered? Synthetic people, mailboxes, menus and announcements over a telephone line, judged by the real voice
 * detector and the call screening; once with the words told by a recogniser 150 ms behind the sound, once from timing and
 * tones alone. `accuracy`: right at the first decision; `person-lost`: people taken for a machine, who would be hung up
 * on; `decided`: from the first sound of the other side. The sentences are our own, by the hand that wrote the cues: real
 * mailboxes will be harder.
 */
import { FRAME_SAMPLES } from '#engine/audio/frame.ts';
import { concatenateSamples } from '#engine/audio/frames.ts';
import { silenceMs, sine, whiteNoise } from '#engine/audio/testing/sounds.ts';
import { createFliteTts } from '#engine/providers/flite/index.ts';
import { createSileroVad } from '#engine/providers/silero/index.ts';
import type { SttStream } from '#engine/providers/spec/stt.ts';
import type { AnswererVerdict } from '#engine/voice/line/answerer.ts';
import { CallScreen } from '#engine/voice/line/call-screen.ts';
import { mixed, throughTelephone } from '#engine/voice/line/testing/line-sounds.ts';
import { defaultVoiceSettings } from '#engine/voice/voice-settings.ts';
import { wholeSpeech } from '#engine/voice/whole-speech.ts';
import type { AnswererKind } from '#shared/domain/line-craft.ts';
import { machine, printDistribution, printValue } from './harness.ts';

interface Recording {
  kind: Exclude<AnswererKind, 'uncertain'>;
  /** Spoken one after the other, 500 ms apart. */
  texts: string[];
  beepHz?: number;
  special?: boolean;
}

const people: Recording[] = [
  'Hello?',
  'Hello, who is this?',
  'Yes?',
  'Hi, this is Anna.',
  'Good morning.',
  'Speaking.',
  'Hey, what is up?',
  'Peter Miller speaking.',
  'Yeah, hello, can you hear me?',
  'Riverside Dental, how can I help you?',
  'Good afternoon, Harbour Hotel, Julia speaking, how may I help you?',
  'Thank you for calling the flower shop, what can I do for you?',
  'Hello, hello, is anybody there?',
  'Hold on a second, I am just parking the car.',
].map((text) => ({ kind: 'human', texts: [text] }));

const mailboxes: Recording[] = [
  ['Hi, this is Bob. I cannot come to the phone right now. Please leave a message after the beep.', 1000],
  [
    'You have reached the voice mailbox of five five five, zero one nine nine. Please record your message after the tone. When you have finished, hang up.',
    440,
  ],
  ['Hello, we are not home at the moment. Leave your name and number and we will call you back.', 1400],
  [
    'Your call has been forwarded to an automated voice messaging system. The person you are calling is not available. At the tone, please record your message.',
    850,
  ],
  [
    'This is Doctor Weber. I am away from my desk. Please leave a message and I will get back to you as soon as possible.',
    1000,
  ],
  ['Sorry I missed your call. You know what to do.', 700],
  [
    'Thanks for calling Acme. Our office is closed now. Our hours are Monday to Friday, nine to five. Please leave a message.',
    1050,
  ],
  ['Hi, you have reached Maria. I am probably in a meeting. Leave me a message, and have a great day.', 1000],
].map(([text, beepHz]) => ({ kind: 'voicemail', texts: [text as string], beepHz: beepHz as number }));
const pausingMailboxes: Recording[] = [
  { kind: 'voicemail', texts: ['Hi, this is Tom.', 'I am not here. Please leave a message.'], beepHz: 1000 },
  {
    kind: 'voicemail',
    texts: ['Hello.', 'You have reached the Miller family, leave a message after the tone.'],
    beepHz: 900,
  },
];

const menus: Recording[] = [
  'Thank you for calling Acme. For sales, press one. For support, press two. To speak to an operator, press zero.',
  'Welcome to the city bank. Please listen carefully, as our menu options have changed. For your balance, press one.',
  'Your call is important to us. This call may be recorded for quality purposes. For English, press one.',
  'Hello, and welcome to the clinic. If you know the extension of the person you are calling, enter it now. Otherwise press nine.',
  'Thanks for calling the airline. In a few words, tell me what you are calling about, or say one for reservations.',
  'You have reached the order line. To place an order, press one. To leave a message, press two.',
  'Main menu. Dial one for opening hours. Dial two for directions.',
].map((text) => ({ kind: 'ivr', texts: [text] }));

const announcements: Recording[] = [
  {
    text: 'The number you have dialed is not in service. Please check the number and dial again.',
    special: true,
  },
  { text: 'We are sorry. Your call cannot be completed as dialed.', special: true },
  { text: 'The number you are trying to reach has been disconnected.', special: true },
  { text: 'All circuits are busy now. Please try your call again later.', special: true },
  { text: 'The number you have called is not in service.', special: false },
  { text: 'We are sorry, the number you have dialled is no longer in service.', special: false },
].map(({ text, special }) => ({ kind: 'unavailable', texts: [text], special }));

const recordings = [...people, ...mailboxes, ...pausingMailboxes, ...menus, ...announcements];
const voices = ['slt', 'awb'];
const leadMs = 400;
const recogniserDelayMs = 150;

const tts = createFliteTts();
const vad = createSileroVad();

/** The sound of a recording, and when each word of it has been said, ms. */
async function make(recording: Recording, voice: string) {
  const parts: Int16Array[] = [silenceMs(leadMs)];
  const words: { word: string; endMs: number }[] = [];
  const lengthMs = (): number => parts.reduce((sum, part) => sum + part.length, 0) / 16;
  if (recording.special) for (const hz of [950, 1400, 1800]) parts.push(sine(hz, 330, -18), silenceMs(20));
  for (const text of recording.texts) {
    const startMs = lengthMs();
    const speech = await wholeSpeech(tts, text, voice);
    let said = 0;
    for (const word of text.split(' ')) {
      said += word.length + 1;
      words.push({ word, endMs: startMs + (speech.length / 16) * (said / (text.length + 1)) });
    }
    parts.push(speech, silenceMs(500));
  }
  if (recording.beepHz !== undefined) parts.push(silenceMs(300), sine(recording.beepHz, 400, -14));
  parts.push(silenceMs(recording.kind === 'human' ? 12_000 : 4000));
  const sound = concatenateSamples(parts);
  const noisy = mixed(sound.length, [
    { sound, atMs: 0, db: 0 },
    { sound: whiteNoise(sound.length, -58, 9), atMs: 0, db: 0 },
  ]);
  return { sound: throughTelephone(noisy), words };
}

/** Tells the words of the recording `recogniserDelayMs` after they were said; null: tells nothing. */
function listener(words: { word: string; endMs: number }[] | null, nowMs: () => number): SttStream {
  let told = '';
  const text = (): string =>
    (words ?? [])
      .filter(({ endMs }) => endMs + recogniserDelayMs <= nowMs())
      .map(({ word }) => word)
      .join(' ');
  return {
    setHints: () => undefined,
    begin: () => undefined,
    push: () => {
      const now = text();
      if (now === told) return Promise.resolve(null);
      told = now;
      return Promise.resolve({ text: now });
    },
    finish: () => Promise.resolve({ text: '', understood: false, audioSeconds: 0 }),
    cancel: () => undefined,
    close: () => undefined,
  };
}

async function judge(recording: Recording, voice: string, withWords: boolean) {
  const { sound, words } = await make(recording, voice);
  let nowMs = 0;
  const verdicts: (AnswererVerdict & { atMs: number })[] = [];
  const screen = new CallScreen({
    vad: vad.open(),
    stt: listener(withWords ? words : null, () => nowMs),
    settings: defaultVoiceSettings,
    language: 'en-US',
    lockstep: true,
    decided: (decided) => verdicts.push({ ...decided, atMs: nowMs - leadMs }),
    tone: () => undefined,
    failed: (_stage, error) => {
      throw error;
    },
  });
  for (let at = 0; at + FRAME_SAMPLES <= sound.length && verdicts.length === 0; at += FRAME_SAMPLES) {
    nowMs = (at + FRAME_SAMPLES) / 16;
    await screen.frame(sound.subarray(at, at + FRAME_SAMPLES));
  }
  screen.close();
  return verdicts[0];
}

for (const withWords of [true, false]) {
  let right = 0;
  let lost = 0;
  let total = 0;
  const decided = new Map<string, number[]>();
  const machinesRight = { right: 0, total: 0 };
  for (const voice of voices) {
    for (const recording of recordings) {
      const verdict = await judge(recording, voice, withWords);
      const found = verdict?.result ?? 'uncertain';
      total += 1;
      if (found === recording.kind) right += 1;
      else if (process.env['VERBOSE'] === '1')
        process.stderr.write(
          `${withWords ? 'words' : 'timing'} ${voice} ${recording.kind} → ${found} (${verdict?.reason ?? ''}): ${recording.texts.join(' … ')}\n`,
        );
      const isMachine = found !== 'human' && found !== 'uncertain';
      if (recording.kind === 'human' && isMachine) lost += 1;
      if (recording.kind !== 'human') {
        machinesRight.total += 1;
        if (isMachine) machinesRight.right += 1;
      }
      if (verdict) decided.set(recording.kind, [...(decided.get(recording.kind) ?? []), verdict.atMs]);
    }
  }
  const conditions = { ...machine, words: withWords ? 'told 150 ms behind' : 'none', recordings: total };
  const persons = people.length * voices.length;
  printValue('answering-machine', 'accuracy', 'fraction', right / total, conditions);
  printValue(
    'answering-machine',
    'machine-or-person',
    'fraction',
    (machinesRight.right + persons - lost) / total,
    conditions,
  );
  printValue('answering-machine', 'person-lost', 'fraction', lost / persons, { ...conditions, persons });
  for (const [kind, times] of decided)
    printDistribution('answering-machine', `decided-${kind}`, 'ms', times, conditions);
}
await Promise.all([tts.close(), vad.close()]);
