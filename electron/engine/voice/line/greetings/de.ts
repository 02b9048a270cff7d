import type { GreetingCues } from './greeting-cues.ts';

export const de: GreetingCues = {
  unavailable: [
    /(?:gewählte|gewünschte) (?:ruf)?nummer (?:ist|existiert|wurde)/,
    /kein anschluss unter dieser nummer/,
    /(?:teilnehmer|gesprächspartner|anschluss|person)(?: \S+){0,3} (?:ist )?(?:zurzeit|zur zeit|derzeit|momentan|vorübergehend)(?: leider)? nicht (?:erreichbar|zu erreichen)/,
    /nummer ist nicht vergeben/,
    /the person you have called is temporarily not available/,
  ],
  voicemail: [
    /nach dem (?:signalton|signal|ton|piepton|piep|pfeifton)/,
    /(?:hinterlassen|hinterlasst|hinterlässt|sprechen)(?: \S+){0,4} (?:nachricht|mitteilung)/,
    /nachricht(?: \S+){0,3} (?:hinterlassen|aufsprechen)/,
    /(?:mailbox|anrufbeantworter|sprachbox|sprachspeicher)/,
    /(?:kann|können)(?: \S+){0,4} (?:nicht ans telefon|anruf nicht entgegennehmen|nicht persönlich)/,
    /(?:bin|sind)(?: \S+){0,3} (?:nicht (?:da|zu hause|erreichbar|im büro)|unterwegs)/,
    /rufe?n?(?: \S+){0,4} zurück/,
  ],
  ivr: [
    /(?:drücken|wählen|sagen) sie(?: bitte)?(?: die)? (?:taste )?(?:\d|null|eins|zwei|drei|vier|fünf|sechs|sieben|acht|neun|stern|raute)/,
    /(?:gespräch|anruf) (?:kann|wird)(?: \S+){0,5} aufgezeichnet/,
    /(?:folgenden|folgende) (?:optionen|möglichkeiten|menüpunkte)/,
    /ihr anruf ist uns wichtig/,
    /hauptmenü/,
  ],
  hello:
    /^(?:hallo|ja|ja bitte|ja hallo|guten (?:tag|morgen|abend)|grüß gott|moin|servus|bitte|wer ist da|(?:hallo )?hier ist \S+(?: \S+)?|\S+ am apparat|(?:ja|hallo) \S+)$/,
  human: [
    /(?:wie|was) kann ich (?:ihnen helfen|für sie tun)/,
    /wer ist (?:da|dran|am apparat)/,
    /was gibt s/,
    /mit wem spreche ich/,
  ],
};
