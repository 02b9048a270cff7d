/** What is written, and how German, Spanish and French say it. */
import { describe, expect, it } from 'vitest';
import { speechText } from './index.ts';

describe('speechText', () => {
  describe('de', () => {
    it.each([
      [
        'Der Termin ist am 3. März 2026 um 9:30 Uhr.',
        'Der Termin ist am dritten März zweitausendsechsundzwanzig um neun Uhr dreißig.',
      ],
      ['am 03.05.2026', 'am dritten Mai zweitausendsechsundzwanzig'],
      ['der 1. Mai', 'der erste Mai'],
      ['2026-03-05', 'fünfter März zweitausendsechsundzwanzig'],
      ['Von 9-17 Uhr', 'Von neun bis siebzehn Uhr'],
      ['14 Uhr', 'vierzehn Uhr'],
      ['1 Uhr', 'ein Uhr'],
      ['25,50 €', 'fünfundzwanzig Euro fünfzig'],
      ['1 €', 'ein Euro'],
      ['0,99 €', 'neunundneunzig Cent'],
      ['1.234,56 EUR', 'eintausendzweihundertvierunddreißig Euro sechsundfünfzig'],
      ['3,5 Mio. €', 'drei Komma fünf Millionen Euro'],
      ['2 Millionen Euro', 'zwei Millionen Euro'],
      ['5 %', 'fünf Prozent'],
      ['3,14', 'drei Komma eins vier'],
      ['1.200 Leute', 'eintausendzweihundert Leute'],
      ['-5 °C', 'minus fünf Grad Celsius'],
      ['1 kg', 'ein Kilogramm'],
      ['1 t', 'eine Tonne'],
      ['30 Min.', 'dreißig Minuten.'],
      ['101 Euro', 'einhundertein Euro'],
      ['030 1234567', 'null drei null, eins zwei drei, vier fünf sechs sieben'],
      ['+49 171 1234567', 'plus vier neun, eins sieben eins, eins zwei drei, vier fünf sechs sieben'],
      ['max.muster@firma.de', 'max Punkt muster at firma Punkt de'],
      ['Dr. Maier', 'Doktor Maier'],
      ['Hr. Müller', 'Herr Müller'],
      ['z.B. morgen', 'zum Beispiel morgen'],
      ['usw.', 'und so weiter.'],
      ['inkl. MwSt.', 'inklusive Mehrwertsteuer.'],
      ['Hauptstr. 5', 'Hauptstraße fünf'],
      ['im 3. Stock', 'im dritten Stock'],
      ['im Jahr 1989', 'im Jahr neunzehnhundertneunundachtzig'],
      ['A&B', 'A und B'],
      ['ADAC', 'A D A C'],
      ['§ 5', 'Paragraf fünf'],
      ['im Jahr 2001', 'im Jahr zweitausendeins'],
      ['AB-1234', 'A B, eins zwei drei vier'],
      ['2½ Stunden', 'zweieinhalb Stunden'],
      ['10 €/Monat', 'zehn Euro pro Monat'],
      ['Bestellung 4512', 'Bestellung vier fünf eins zwei'],
    ])('%j is said as %j', (text, said) => {
      expect(speechText(text, 'de', 'words')).toBe(said);
    });
  });

  describe('es', () => {
    it.each([
      ['el 5 de marzo de 2026 a las 9:30', 'el cinco de marzo de dos mil veintiséis a las nueve y media'],
      ['el 1 de mayo', 'el primero de mayo'],
      ['05/03/2026', 'cinco de marzo de dos mil veintiséis'],
      ['25,50 €', 'veinticinco euros con cincuenta'],
      ['1 €', 'un euro'],
      ['0,99 €', 'noventa y nueve céntimos'],
      ['1.234,56 €', 'mil doscientos treinta y cuatro euros con cincuenta y seis'],
      ['2 millones €', 'dos millones de euros'],
      ['£21', 'veintiuna libras'],
      ['5 %', 'cinco por ciento'],
      ['3,14', 'tres coma catorce'],
      ['1.200 personas', 'mil doscientos personas'],
      ['-5 °C', 'menos cinco grados Celsius'],
      ['1 h', 'una hora'],
      ['21 kg', 'veintiún kilogramos'],
      ['16', 'dieciséis'],
      ['612 34 56 78', 'seis uno dos, tres cuatro, cinco seis, siete ocho'],
      ['+34 612 345 678', 'más tres cuatro, seis uno dos, tres cuatro cinco, seis siete ocho'],
      ['ana.lopez@ejemplo.es', 'ana punto lopez arroba ejemplo punto es'],
      ['Sr. López', 'señor López'],
      ['la Dra. Ruiz', 'la doctora Ruiz'],
      ['EE. UU.', 'Estados Unidos.'],
      ['etc.', 'etcétera.'],
      ['y/o', 'y o'],
      ['10 €/mes', 'diez euros por mes'],
      ['1.º', 'primero'],
      ['2ª', 'segunda'],
      ['3er piso', 'tercer piso'],
      ['a las 5 p. m.', 'a las cinco de la tarde.'],
      ['21.000', 'veintiún mil'],
      ['pedido 4512', 'pedido cuatro cinco uno dos'],
    ])('%j is said as %j', (text, said) => {
      expect(speechText(text, 'es', 'words')).toBe(said);
    });
  });

  describe('fr', () => {
    it.each([
      ['le 5 mars 2026 à 9h30', 'le cinq mars deux mille vingt-six à neuf heures trente'],
      ['le 1er mai', 'le premier mai'],
      ['05/03/2026', 'cinq mars deux mille vingt-six'],
      ['9h-17h', 'neuf heures à dix-sept heures'],
      ['0h15', 'minuit quinze'],
      ['25,50 €', 'vingt-cinq euros cinquante'],
      ['1 €', 'un euro'],
      ['0,99 €', 'quatre-vingt-dix-neuf centimes'],
      ['1 234,56 €', 'mille deux cent trente-quatre euros cinquante-six'],
      ['2 millions €', "deux millions d'euros"],
      ['3 millions $', 'trois millions de dollars'],
      ['5 %', 'cinq pour cent'],
      ['3,14', 'trois virgule quatorze'],
      ['3,05', 'trois virgule zéro cinq'],
      ['1 200 personnes', 'mille deux cents personnes'],
      ['-5 °C', 'moins cinq degrés Celsius'],
      ['1 t', 'une tonne'],
      ['21 min', 'vingt et une minutes'],
      ['71', 'soixante et onze'],
      ['01 23 45 67 89', 'zéro un, vingt-trois, quarante-cinq, soixante-sept, quatre-vingt-neuf'],
      ['+33 6 12 34 56 78', 'plus trois trois, six, douze, trente-quatre, cinquante-six, soixante-dix-huit'],
      ['jean.dupont@exemple.fr', 'jean point dupont arobase exemple point fr'],
      ['M. Dupont', 'monsieur Dupont'],
      ['Mme Durand', 'madame Durand'],
      ['etc.', 'et cetera.'],
      ['et/ou', 'et ou'],
      ['10 €/mois', 'dix euros par mois'],
      ['RDV', 'rendez-vous'],
      ['1er', 'premier'],
      ['2e', 'deuxième'],
      ['3ème étage', 'troisième étage'],
      ['n° 5', 'numéro cinq'],
      ['SNCF', 'S N C F'],
    ])('%j is said as %j', (text, said) => {
      expect(speechText(text, 'fr', 'words')).toBe(said);
    });
  });

  it('reads numbers as the region of the language writes them', () => {
    const text = 'Cuesta $25.50 o 1,200.50 pesos.';
    expect(speechText(text, 'es-MX', 'words')).toBe(
      'Cuesta veinticinco pesos con cincuenta o mil doscientos pesos con cincuenta.',
    );
  });
});
