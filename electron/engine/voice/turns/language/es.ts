import type { LanguageWords } from './language-words.ts';

const words = (text: string): string[] => text.split(/\s*\|\s*/);

export const spanish: LanguageWords = {
  backchannels: words(
    'mm|mmm|mhm|mm-hm|ajá|aja|ah|oh|sí|si|sí sí|ya|ya veo|ya ya|vale|vale vale|bueno|bien|muy bien|claro|claro que sí|de acuerdo|entiendo|entendido|exacto|correcto|ok|okay|perfecto|genial|por supuesto|ah vale|ah ya|eso es',
  ),
  fillers: words('eh|em|este|pues|o sea|a ver|mmm pues|bueno pues|déjame ver|déjeme ver'),
  continuing: words(
    'el|la|los|las|un|una|unos|unas|mi|mis|tu|tus|su|sus|nuestro|nuestra|y|e|o|u|pero|sino|porque|si|cuando|mientras|aunque|que|quien|cuyo|donde|como|de|del|a|al|en|con|sin|por|para|sobre|entre|hasta|desde|hacia|contra|según|durante|es|son|era|soy|estoy|está|están|he|ha|han|hay|había|voy|va|puedo|puede|podría|quiero|quería|quisiera|necesito|debo|tengo|muy|señor|señora|don|doña|me|te|se|punto|número|llamo',
  ),
  continuingPhrases: words(
    'puede decirme|puede darme|puede enviarme|dígame|me gustaría|mi nombre|me llamo|el número|la dirección|estoy buscando|tal vez|a lo mejor|por ejemplo|es decir|creo que|pienso que|antes de|después de|además de|y luego|y entonces',
  ),
  closingPhrases: words('creo que sí|creo que no|y usted|y tú|claro que'),
  subordinating: words('si|cuando|mientras|aunque|como|en cuanto|antes de que|después de que|porque'),
  yes: words(
    'sí|si|sí claro|claro|claro que sí|por supuesto|vale|de acuerdo|correcto|exacto|exactamente|eso es|así es|bueno|está bien|perfecto|ok|okay|desde luego|me parece bien|sí me parece bien|sí es correcto|es correcto|creo que sí',
  ),
  no: words(
    'no|no gracias|para nada|todavía no|aún no|ahora no|hoy no|nunca|no es correcto|incorrecto|eso es todo|nada más|no nada más|no creo|creo que no|en absoluto|no me viene bien',
  ),
  courtesies: words('por favor|gracias|muchas gracias|señor|señora'),
  questionWords: words(
    'qué|que|quién|quien|quiénes|cuándo|cuando|dónde|donde|adónde|por qué|cuál|cuáles|cómo|como|cuánto|cuántos|cuánta|cuántas|a qué|en qué|de qué|para qué',
  ),
  digits: words('cero|uno|una|un|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|doble'),
  atWords: words('arroba'),
  dotWords: words('punto'),
};
