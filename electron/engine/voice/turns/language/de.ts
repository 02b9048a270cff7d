import type { LanguageWords } from './language-words.ts';

const words = (text: string): string[] => text.split(/\s*\|\s*/);

export const german: LanguageWords = {
  backchannels: words(
    'mm|mmm|mhm|mm-hm|hm|hmm|aha|ah|ach so|achso|ach|oh|ja|jaja|ja ja|jo|jawohl|genau|okay|ok|gut|sehr gut|alles klar|klar|verstehe|ich verstehe|verstanden|richtig|stimmt|schön|super|prima|toll|natürlich|in ordnung|gerne|ach ja',
  ),
  fillers: words('äh|ähm|öh|öhm|hm also|also|na ja|naja|tja|mal sehen|moment mal sehen|sozusagen'),
  continuing: words(
    'der|die|das|den|dem|des|ein|eine|einen|einem|einer|eines|mein|meine|meinen|meinem|meiner|dein|deine|ihr|ihre|ihren|ihrem|ihrer|sein|seine|seinen|unser|unsere|unseren|und|oder|aber|sondern|denn|weil|wenn|falls|ob|dass|daß|obwohl|während|bis|bevor|nachdem|als|wie|in|im|am|bei|beim|mit|nach|von|vom|zu|zum|zur|für|über|unter|gegen|ohne|um|durch|vor|zwischen|wegen|per|ist|sind|war|waren|bin|habe|hat|haben|hatte|werde|wird|werden|würde|würden|kann|können|könnte|könnten|möchte|möchten|will|wollen|soll|sollte|muss|müssen|darf|sehr|ganz|nur|ich|wir|herr|frau|doktor|heiße|punkt|nummer',
  ),
  continuingPhrases: words(
    'sagen sie mir|schicken sie mir|geben sie mir|können sie mir|ich hätte gern|ich hätte gerne|ich würde gern|ich würde gerne|mein name|die nummer|die adresse|ich suche|ich brauche|so was wie|und zwar|und dann|das heißt|ich glaube|ich meine|ich denke|es geht',
  ),
  closingPhrases: words('ich glaube nicht|ich auch|und sie|und ihr|ich habe vor|das kann ich|ja ich'),
  subordinating: words('wenn|falls|weil|obwohl|während|sobald|solange|bevor|nachdem|da|als'),
  yes: words(
    'ja|ja gerne|ja bitte|jawohl|jo|genau|richtig|stimmt|korrekt|natürlich|sicher|klar|okay|ok|gerne|sehr gerne|in ordnung|passt|das passt|das stimmt|das ist richtig|das ist korrekt|ja das stimmt|ja das passt|einverstanden|auf jeden fall|ja genau',
  ),
  no: words(
    'nein|nee|nö|nein danke|nicht wirklich|noch nicht|heute nicht|niemals|nie|auf keinen fall|das stimmt nicht|das ist falsch|falsch|das war alles|nein das war alles|nichts weiter|sonst nichts|das ist alles|eher nicht|leider nicht|leider nein',
  ),
  courtesies: words('bitte|danke|vielen dank|danke schön|dankeschön'),
  questionWords: words(
    'was|wer|wen|wem|wessen|wann|wo|wohin|woher|warum|wieso|weshalb|welche|welcher|welches|welchen|wie|wozu',
  ),
  digits: words('null|eins|ein|zwei|zwo|drei|vier|fünf|sechs|sieben|acht|neun|doppel'),
  atWords: words('at|ät|klammeraffe'),
  dotWords: words('punkt'),
};
