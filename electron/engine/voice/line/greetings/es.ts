import type { GreetingCues } from './greeting-cues.ts';

export const es: GreetingCues = {
  unavailable: [
    /n[uú]mero (?:que )?(?:usted )?(?:ha )?(?:marcado|marc[oó]|marcó)(?: \S+)* (?:no existe|no est[aá]|fuera de servicio)/,
    /(?:apagado o fuera de cobertura|fuera de servicio|no corresponde a ning[uú]n)/,
    /no se encuentra disponible en este momento por favor (?:int[eé]ntelo|intente)/,
    /su llamada no puede ser completada/,
  ],
  voicemail: [
    /(?:despu[eé]s de(?:l)?(?: o[ií]r)?|tras|al o[ií]r|cuando escuche)(?: \S+)? (?:la )?(?:tono|se[nñ]al|pitido|bip)/,
    /(?:deje|deja|dejar|d[eé]jame|d[eé]jenos)(?: \S+){0,3} (?:mensaje|recado)/,
    /(?:buz[oó]n de voz|contestador(?: autom[aá]tico)?|buz[oó]n)/,
    /no (?:puedo|podemos|puede)(?: \S+){0,2} (?:atender(?:le|te)?|contestar)/,
    /(?:te|le|os) (?:llamar[eé]|devolver[eé]|llamaremos)/,
    /no estamos en este momento|no estoy disponible/,
  ],
  ivr: [
    /(?:pulse|marque|presione|oprima|diga) (?:el )?(?:\d|cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|asterisco|almohadilla|numeral)/,
    /(?:llamada|conversaci[oó]n) (?:puede|podr[aá]|ser[aá])(?: \S+)? (?:ser )?grabada/,
    /(?:siguientes opciones|men[uú] principal|escuche (?:atentamente )?las opciones)/,
    /su llamada es (?:muy )?importante/,
  ],
  hello:
    /^(?:s[ií]|hola|bueno|diga|d[ií]game|al[oó]|aló|buenos d[ií]as|buenas(?: tardes| noches)?|qui[eé]n (?:es|habla)|s[ií] d[ií]game|hola (?:soy )?\S+)$/,
  human: [
    /en qu[eé] (?:puedo|le puedo|podemos) ayudar(?:le|te)?/,
    /qui[eé]n (?:es|habla|llama)/,
    /de parte de qui[eé]n/,
  ],
};
