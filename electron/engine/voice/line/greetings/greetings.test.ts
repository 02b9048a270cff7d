import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readGreeting } from './index.ts';

describe('readGreeting', () => {
  it.each([
    ['en-US', 'Hello?', 'human'],
    ['en', 'Hi, this is Anna speaking.', 'human'],
    ['en', 'Riverside Dental, how can I help you?', 'human'],
    ['en', "You've reached Bob. I can't come to the phone right now.", 'voicemail'],
    ['en', 'Please leave a message after the tone.', 'voicemail'],
    ['en', 'Your call has been forwarded to an automated voice messaging system.', 'voicemail'],
    ['en', 'Thanks for calling Acme. For sales, press one. To leave a message, press two.', 'ivr'],
    ['en', 'Please listen carefully as our menu options have changed.', 'ivr'],
    ['en', 'The number you have dialed is not in service.', 'unavailable'],
    ['en', 'We are sorry, your call cannot be completed as dialed.', 'unavailable'],
    ['en', 'I was thinking about the garden', null],
    ['de', 'Hallo?', 'human'],
    ['de', 'Müller.', null],
    ['de', 'Guten Tag, Praxis Doktor Weber, was kann ich für Sie tun?', 'human'],
    ['de', 'Bitte hinterlassen Sie eine Nachricht nach dem Signalton.', 'voicemail'],
    ['de', 'Sie sind verbunden mit der Mailbox von', 'voicemail'],
    ['de', 'Für den Vertrieb drücken Sie bitte die Eins.', 'ivr'],
    ['de', 'Kein Anschluss unter dieser Nummer.', 'unavailable'],
    ['de', 'Der Teilnehmer ist zurzeit nicht erreichbar.', 'unavailable'],
    ['es', '¿Diga?', 'human'],
    ['es', 'Deje su mensaje después de la señal.', 'voicemail'],
    ['es', 'Para ventas, pulse uno.', 'ivr'],
    ['es', 'El número que ha marcado no existe.', 'unavailable'],
    ['fr', 'Allô ?', 'human'],
    ['fr', 'Veuillez laisser un message après le bip sonore.', 'voicemail'],
    ['fr', 'Pour le service commercial, tapez un.', 'ivr'],
    ['fr', "Le numéro que vous avez composé n'est pas attribué.", 'unavailable'],
    ['de', 'Please leave a message after the beep.', 'voicemail'],
    ['sv', 'Please leave a message after the beep.', 'voicemail'],
  ])('%s: %s → %s', (language, text, answerer) => {
    expect(readGreeting(text, language)?.answerer ?? null).toBe(answerer);
  });

  it('never fails, and is quick on long text', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 2000 }),
        fc.constantFrom('en', 'de', 'es', 'fr', ''),
        (text, language) => {
          readGreeting(text, language);
        },
      ),
    );
  });
});
