/** Languages to choose from for an agent, by their own names in English. Any other tag in a document stays. */
const tags = [
  'en-US',
  'en-GB',
  'en-AU',
  'en-IN',
  'de-DE',
  'de-AT',
  'de-CH',
  'es-ES',
  'es-MX',
  'es-US',
  'fr-FR',
  'fr-CA',
  'it-IT',
  'nl-NL',
  'pt-BR',
  'pt-PT',
  'pl-PL',
  'sv-SE',
  'da-DK',
  'nb-NO',
  'fi-FI',
  'cs-CZ',
  'tr-TR',
  'el-GR',
  'ro-RO',
  'hu-HU',
  'uk-UA',
  'ru-RU',
  'ar-SA',
  'he-IL',
  'hi-IN',
  'ja-JP',
  'ko-KR',
  'zh-CN',
];

export function languageOptions(chosen: string): { value: string; label: string }[] {
  const names = new Intl.DisplayNames('en', { type: 'language', languageDisplay: 'standard' });
  const all = tags.includes(chosen) ? tags : [chosen, ...tags];
  return all.map((tag) => ({ value: tag, label: nameOf(names, tag) }));
}

function nameOf(names: Intl.DisplayNames, tag: string): string {
  try {
    return names.of(tag) ?? tag;
  } catch {
    return tag;
  }
}
