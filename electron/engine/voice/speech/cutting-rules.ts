/** What a language adds to the cutting of its text: where a full stop ends nothing, and which words begin a clause. */

export interface CuttingRules {
  /** Lower case, without the last full stop. A full stop after one of these never ends a sentence. */
  abbreviations: ReadonlySet<string>;
  /** Words before which a speaker may breathe. */
  conjunctions: ReadonlySet<string>;
  /** Words that a conjunction continues ("one hundred and five"). */
  numberWords: ReadonlySet<string>;
  /** "am 3. März": a full stop after a number makes it an ordinal. */
  ordinalStop: boolean;
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(' '));
}

const english: CuttingRules = {
  abbreviations: words(
    'dr mr mrs ms prof st no nos vs approx e.g i.e cf fig vol dept est gen sen rep gov rev hon jr sr mt ave blvd rd ext tel max min ' +
      'jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun',
  ),
  conjunctions: words(
    'and but or so because while although though unless until which who where when if since whereas',
  ),
  numberWords: words('hundred thousand million billion'),
  ordinalStop: false,
};

const german: CuttingRules = {
  abbreviations: words(
    'dr hr fr prof st nr z.b d.h u.a o.ä i.d.r bzw ca evtl ggf inkl exkl vgl str tel abs art bspw sog zzgl max min ' +
      'jan feb apr jun jul aug sep sept okt nov dez mo di mi do sa so',
  ),
  conjunctions: words(
    'und aber oder denn weil dass wenn obwohl während damit sodass sondern falls bevor nachdem',
  ),
  numberWords: words('hundert tausend'),
  ordinalStop: true,
};

const spanish: CuttingRules = {
  abbreviations: words('sr sra srta dr dra d dña ud uds av avda c núm n.º p.ej aprox tel pág ee.uu máx mín'),
  conjunctions: words('y e o u pero porque aunque mientras cuando si sino donde'),
  numberWords: words('treinta cuarenta cincuenta sesenta setenta ochenta noventa'),
  ordinalStop: false,
};

const french: CuttingRules = {
  abbreviations: words(
    'm mm mme mlle dr pr st ste av bd env p.ex c.-à-d cf tél n° max min janv févr juil sept oct nov déc',
  ),
  conjunctions: words('et mais ou donc car parce lorsque quand si puisque comme tandis où'),
  numberWords: words('vingt trente quarante cinquante soixante cent'),
  ordinalStop: false,
};

const none: CuttingRules = {
  abbreviations: new Set(),
  conjunctions: new Set(),
  numberWords: new Set(),
  ordinalStop: false,
};

const rulesOf: Readonly<Record<string, CuttingRules>> = { en: english, de: german, es: spanish, fr: french };

/** `language`: BCP 47; one that is not known is cut at its punctuation only. */
export function cuttingRules(language: string): CuttingRules {
  return rulesOf[language.split('-')[0]?.toLowerCase() ?? ''] ?? none;
}
