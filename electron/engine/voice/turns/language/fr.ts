import type { LanguageWords } from './language-words.ts';

const words = (text: string): string[] => text.split(/\s*\|\s*/);

export const french: LanguageWords = {
  backchannels: words(
    "mm|mmm|mhm|mm-hm|hum|hm|ah|ah oui|ah bon|oh|oui|oui oui|ouais|ouais ouais|d'accord|ok|okay|bien|très bien|bon|voilà|exact|exactement|c'est ça|je vois|je comprends|compris|entendu|parfait|super|bien sûr|ça marche|en effet|tout à fait",
  ),
  fillers: words('euh|euhm|heu|ben|bah|alors|enfin|voyons|attendez voyons|disons|comment dire'),
  continuing: words(
    "le|la|les|l'|un|une|des|du|de|d'|mon|ma|mes|ton|ta|tes|son|sa|ses|notre|nos|votre|vos|leur|leurs|ce|cet|cette|ces|et|ou|mais|donc|car|parce que|que|qu'|qui|dont|où|si|quand|lorsque|comme|puisque|à|au|aux|en|dans|avec|sans|pour|par|sur|sous|entre|chez|vers|contre|pendant|depuis|jusqu'à|est|sont|était|suis|es|ai|a|ont|avons|avez|vais|va|peux|peut|pourrais|pourriez|voudrais|veux|dois|très|ne|pas de|je|j'|monsieur|madame|point|numéro|appelle|c'est|m'appelle",
  ),
  continuingPhrases: words(
    "dites-moi|donnez-moi|pouvez-vous me|pourriez-vous me|je voudrais|j'aimerais|mon nom|je m'appelle|le numéro|l'adresse|je cherche|j'ai besoin|j'ai besoin de|est-ce que|par exemple|c'est-à-dire|je pense que|je crois que|avant de|afin de|et puis|et ensuite",
  ),
  closingPhrases: words("et vous|et toi|c'est pour moi|moi je veux bien"),
  subordinating: words(
    "si|s'il|quand|lorsque|comme|puisque|parce que|dès que|pendant que|bien que|avant que",
  ),
  yes: words(
    "oui|ouais|oui bien sûr|bien sûr|d'accord|ok|okay|exact|exactement|correct|c'est ça|c'est correct|c'est exact|tout à fait|parfait|volontiers|absolument|ça marche|ça me va|oui c'est ça|je crois que oui|avec plaisir|en effet",
  ),
  no: words(
    "non|non merci|pas vraiment|pas du tout|pas encore|pas maintenant|pas aujourd'hui|jamais|c'est faux|ce n'est pas ça|non c'est tout|c'est tout|rien d'autre|ce sera tout|non ce sera tout|je ne crois pas|je ne pense pas|je crois que non",
  ),
  courtesies: words("s'il vous plaît|s'il te plaît|merci|merci beaucoup|monsieur|madame"),
  questionWords: words(
    "que|qu'|quoi|qui|quand|où|pourquoi|quel|quelle|quels|quelles|comment|combien|lequel|laquelle|qu'est-ce|à quelle|à quel|de quel|de quelle",
  ),
  digits: words('zéro|un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|double'),
  atWords: words('arobase|arrobase'),
  dotWords: words('point'),
};
