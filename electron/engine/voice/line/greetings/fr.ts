import type { GreetingCues } from './greeting-cues.ts';

export const fr: GreetingCues = {
  unavailable: [
    /num[eé]ro (?:que vous avez )?(?:compos[eé]|demand[eé])(?: \S+)* (?:n est|n existe|pas attribu)/,
    /(?:pas attribu[eé]|n est plus (?:attribu[eé]|en service)|n est pas en service)/,
    /votre correspondant n est pas (?:joignable|disponible)(?: \S+){0,3} (?:veuillez rappeler|rappelez)/,
    /votre appel ne peut aboutir/,
  ],
  voicemail: [
    /(?:apr[eè]s|au|d[eè]s) le? ?(?:bip|signal(?: sonore)?|son|top)/,
    /(?:laissez?|laisser|enregistrez)(?: \S+){0,3} (?:message|coordonn[eé]es)/,
    /(?:messagerie|r[eé]pondeur|bo[iî]te vocale)/,
    /(?:ne (?:peux|peut|pouvons)|suis pas en mesure)(?: \S+){0,4} (?:r[eé]pondre|prendre votre appel)/,
    /(?:je|nous) (?:vous|te) rappeller?(?:ai|ons)/,
    /(?:je suis|nous sommes) (?:absent|actuellement absent|indisponible)/,
  ],
  ivr: [
    /(?:tapez|appuyez(?: sur)?(?: la touche)?|composez|faites|dites) (?:le |la )?(?:\d|z[eé]ro|un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|[eé]toile|di[eè]se)\b/,
    /(?:appel|conversation) (?:peut|pourra|est susceptible d)(?: \S+){0,3} enregistr/,
    /(?:menu principal|choix suivants|options suivantes)/,
    /votre appel est important/,
  ],
  hello:
    /^(?:all[oô]|oui|oui all[oô]|all[oô] oui|bonjour|bonsoir|oui bonjour|qui est (?:l[aà]|[aà] l appareil)|c est qui|\S+ [aà] l appareil|(?:oui|bonjour|all[oô]) \S+)$/,
  human: [
    /(?:que puis je (?:faire )?pour vous|en quoi puis je vous aider|comment puis je vous aider)/,
    /qui est (?:[aà] l appareil|l[aà])/,
    /c est de la part de qui/,
  ],
};
