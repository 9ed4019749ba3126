// Written by data/transliteration/generate.py; do not edit.

use super::romanize::{Romanization, dense};

pub(super) static BUCKWALTER: &[(char, char)] = &[
    ('\u{621}', '\u{27}'), // ARABIC LETTER HAMZA
    ('\u{622}', '|'), // ARABIC LETTER ALEF WITH MADDA ABOVE
    ('\u{623}', '>'), // ARABIC LETTER ALEF WITH HAMZA ABOVE
    ('\u{624}', '&'), // ARABIC LETTER WAW WITH HAMZA ABOVE
    ('\u{625}', '<'), // ARABIC LETTER ALEF WITH HAMZA BELOW
    ('\u{626}', '}'), // ARABIC LETTER YEH WITH HAMZA ABOVE
    ('\u{627}', 'A'), // ARABIC LETTER ALEF
    ('\u{628}', 'b'), // ARABIC LETTER BEH
    ('\u{629}', 'p'), // ARABIC LETTER TEH MARBUTA
    ('\u{62A}', 't'), // ARABIC LETTER TEH
    ('\u{62B}', 'v'), // ARABIC LETTER THEH
    ('\u{62C}', 'j'), // ARABIC LETTER JEEM
    ('\u{62D}', 'H'), // ARABIC LETTER HAH
    ('\u{62E}', 'x'), // ARABIC LETTER KHAH
    ('\u{62F}', 'd'), // ARABIC LETTER DAL
    ('\u{630}', '*'), // ARABIC LETTER THAL
    ('\u{631}', 'r'), // ARABIC LETTER REH
    ('\u{632}', 'z'), // ARABIC LETTER ZAIN
    ('\u{633}', 's'), // ARABIC LETTER SEEN
    ('\u{634}', '$'), // ARABIC LETTER SHEEN
    ('\u{635}', 'S'), // ARABIC LETTER SAD
    ('\u{636}', 'D'), // ARABIC LETTER DAD
    ('\u{637}', 'T'), // ARABIC LETTER TAH
    ('\u{638}', 'Z'), // ARABIC LETTER ZAH
    ('\u{639}', 'E'), // ARABIC LETTER AIN
    ('\u{63A}', 'g'), // ARABIC LETTER GHAIN
    ('\u{640}', '_'), // ARABIC TATWEEL
    ('\u{641}', 'f'), // ARABIC LETTER FEH
    ('\u{642}', 'q'), // ARABIC LETTER QAF
    ('\u{643}', 'k'), // ARABIC LETTER KAF
    ('\u{644}', 'l'), // ARABIC LETTER LAM
    ('\u{645}', 'm'), // ARABIC LETTER MEEM
    ('\u{646}', 'n'), // ARABIC LETTER NOON
    ('\u{647}', 'h'), // ARABIC LETTER HEH
    ('\u{648}', 'w'), // ARABIC LETTER WAW
    ('\u{649}', 'Y'), // ARABIC LETTER ALEF MAKSURA
    ('\u{64A}', 'y'), // ARABIC LETTER YEH
    ('\u{64B}', 'F'), // ARABIC FATHATAN
    ('\u{64C}', 'N'), // ARABIC DAMMATAN
    ('\u{64D}', 'K'), // ARABIC KASRATAN
    ('\u{64E}', 'a'), // ARABIC FATHA
    ('\u{64F}', 'u'), // ARABIC DAMMA
    ('\u{650}', 'i'), // ARABIC KASRA
    ('\u{651}', '~'), // ARABIC SHADDA
    ('\u{652}', 'o'), // ARABIC SUKUN
    ('\u{670}', '`'), // ARABIC LETTER SUPERSCRIPT ALEF
    ('\u{671}', '{'), // ARABIC LETTER ALEF WASLA
    ('\u{67E}', 'P'), // ARABIC LETTER PEH
    ('\u{686}', 'J'), // ARABIC LETTER TCHEH
    ('\u{6A4}', 'V'), // ARABIC LETTER VEH
    ('\u{6AF}', 'G'), // ARABIC LETTER GAF
];

pub(super) static SAFE_BUCKWALTER: &[(char, char)] = &[
    ('\u{621}', 'C'), // ARABIC LETTER HAMZA
    ('\u{622}', 'M'), // ARABIC LETTER ALEF WITH MADDA ABOVE
    ('\u{623}', 'O'), // ARABIC LETTER ALEF WITH HAMZA ABOVE
    ('\u{624}', 'W'), // ARABIC LETTER WAW WITH HAMZA ABOVE
    ('\u{625}', 'I'), // ARABIC LETTER ALEF WITH HAMZA BELOW
    ('\u{626}', 'Q'), // ARABIC LETTER YEH WITH HAMZA ABOVE
    ('\u{627}', 'A'), // ARABIC LETTER ALEF
    ('\u{628}', 'b'), // ARABIC LETTER BEH
    ('\u{629}', 'p'), // ARABIC LETTER TEH MARBUTA
    ('\u{62A}', 't'), // ARABIC LETTER TEH
    ('\u{62B}', 'v'), // ARABIC LETTER THEH
    ('\u{62C}', 'j'), // ARABIC LETTER JEEM
    ('\u{62D}', 'H'), // ARABIC LETTER HAH
    ('\u{62E}', 'x'), // ARABIC LETTER KHAH
    ('\u{62F}', 'd'), // ARABIC LETTER DAL
    ('\u{630}', 'V'), // ARABIC LETTER THAL
    ('\u{631}', 'r'), // ARABIC LETTER REH
    ('\u{632}', 'z'), // ARABIC LETTER ZAIN
    ('\u{633}', 's'), // ARABIC LETTER SEEN
    ('\u{634}', 'c'), // ARABIC LETTER SHEEN
    ('\u{635}', 'S'), // ARABIC LETTER SAD
    ('\u{636}', 'D'), // ARABIC LETTER DAD
    ('\u{637}', 'T'), // ARABIC LETTER TAH
    ('\u{638}', 'Z'), // ARABIC LETTER ZAH
    ('\u{639}', 'E'), // ARABIC LETTER AIN
    ('\u{63A}', 'g'), // ARABIC LETTER GHAIN
    ('\u{640}', '_'), // ARABIC TATWEEL
    ('\u{641}', 'f'), // ARABIC LETTER FEH
    ('\u{642}', 'q'), // ARABIC LETTER QAF
    ('\u{643}', 'k'), // ARABIC LETTER KAF
    ('\u{644}', 'l'), // ARABIC LETTER LAM
    ('\u{645}', 'm'), // ARABIC LETTER MEEM
    ('\u{646}', 'n'), // ARABIC LETTER NOON
    ('\u{647}', 'h'), // ARABIC LETTER HEH
    ('\u{648}', 'w'), // ARABIC LETTER WAW
    ('\u{649}', 'Y'), // ARABIC LETTER ALEF MAKSURA
    ('\u{64A}', 'y'), // ARABIC LETTER YEH
    ('\u{64B}', 'F'), // ARABIC FATHATAN
    ('\u{64C}', 'N'), // ARABIC DAMMATAN
    ('\u{64D}', 'K'), // ARABIC KASRATAN
    ('\u{64E}', 'a'), // ARABIC FATHA
    ('\u{64F}', 'u'), // ARABIC DAMMA
    ('\u{650}', 'i'), // ARABIC KASRA
    ('\u{651}', '~'), // ARABIC SHADDA
    ('\u{652}', 'o'), // ARABIC SUKUN
    ('\u{670}', 'e'), // ARABIC LETTER SUPERSCRIPT ALEF
    ('\u{671}', 'L'), // ARABIC LETTER ALEF WASLA
    ('\u{67E}', 'P'), // ARABIC LETTER PEH
    ('\u{686}', 'J'), // ARABIC LETTER TCHEH
    ('\u{6A4}', 'B'), // ARABIC LETTER VEH
    ('\u{6AF}', 'G'), // ARABIC LETTER GAF
];

pub(super) static XML_BUCKWALTER: &[(char, char)] = &[
    ('\u{621}', '\u{27}'), // ARABIC LETTER HAMZA
    ('\u{622}', '|'), // ARABIC LETTER ALEF WITH MADDA ABOVE
    ('\u{623}', 'O'), // ARABIC LETTER ALEF WITH HAMZA ABOVE
    ('\u{624}', 'W'), // ARABIC LETTER WAW WITH HAMZA ABOVE
    ('\u{625}', 'I'), // ARABIC LETTER ALEF WITH HAMZA BELOW
    ('\u{626}', '}'), // ARABIC LETTER YEH WITH HAMZA ABOVE
    ('\u{627}', 'A'), // ARABIC LETTER ALEF
    ('\u{628}', 'b'), // ARABIC LETTER BEH
    ('\u{629}', 'p'), // ARABIC LETTER TEH MARBUTA
    ('\u{62A}', 't'), // ARABIC LETTER TEH
    ('\u{62B}', 'v'), // ARABIC LETTER THEH
    ('\u{62C}', 'j'), // ARABIC LETTER JEEM
    ('\u{62D}', 'H'), // ARABIC LETTER HAH
    ('\u{62E}', 'x'), // ARABIC LETTER KHAH
    ('\u{62F}', 'd'), // ARABIC LETTER DAL
    ('\u{630}', '*'), // ARABIC LETTER THAL
    ('\u{631}', 'r'), // ARABIC LETTER REH
    ('\u{632}', 'z'), // ARABIC LETTER ZAIN
    ('\u{633}', 's'), // ARABIC LETTER SEEN
    ('\u{634}', '$'), // ARABIC LETTER SHEEN
    ('\u{635}', 'S'), // ARABIC LETTER SAD
    ('\u{636}', 'D'), // ARABIC LETTER DAD
    ('\u{637}', 'T'), // ARABIC LETTER TAH
    ('\u{638}', 'Z'), // ARABIC LETTER ZAH
    ('\u{639}', 'E'), // ARABIC LETTER AIN
    ('\u{63A}', 'g'), // ARABIC LETTER GHAIN
    ('\u{640}', '_'), // ARABIC TATWEEL
    ('\u{641}', 'f'), // ARABIC LETTER FEH
    ('\u{642}', 'q'), // ARABIC LETTER QAF
    ('\u{643}', 'k'), // ARABIC LETTER KAF
    ('\u{644}', 'l'), // ARABIC LETTER LAM
    ('\u{645}', 'm'), // ARABIC LETTER MEEM
    ('\u{646}', 'n'), // ARABIC LETTER NOON
    ('\u{647}', 'h'), // ARABIC LETTER HEH
    ('\u{648}', 'w'), // ARABIC LETTER WAW
    ('\u{649}', 'Y'), // ARABIC LETTER ALEF MAKSURA
    ('\u{64A}', 'y'), // ARABIC LETTER YEH
    ('\u{64B}', 'F'), // ARABIC FATHATAN
    ('\u{64C}', 'N'), // ARABIC DAMMATAN
    ('\u{64D}', 'K'), // ARABIC KASRATAN
    ('\u{64E}', 'a'), // ARABIC FATHA
    ('\u{64F}', 'u'), // ARABIC DAMMA
    ('\u{650}', 'i'), // ARABIC KASRA
    ('\u{651}', '~'), // ARABIC SHADDA
    ('\u{652}', 'o'), // ARABIC SUKUN
    ('\u{670}', '`'), // ARABIC LETTER SUPERSCRIPT ALEF
    ('\u{671}', '{'), // ARABIC LETTER ALEF WASLA
    ('\u{67E}', 'P'), // ARABIC LETTER PEH
    ('\u{686}', 'J'), // ARABIC LETTER TCHEH
    ('\u{6A4}', 'V'), // ARABIC LETTER VEH
    ('\u{6AF}', 'G'), // ARABIC LETTER GAF
];

pub(super) static HSB: &[(char, char)] = &[
    ('\u{621}', '\u{27}'), // ARABIC LETTER HAMZA
    ('\u{622}', '\u{100}'), // ARABIC LETTER ALEF WITH MADDA ABOVE
    ('\u{623}', '\u{C2}'), // ARABIC LETTER ALEF WITH HAMZA ABOVE
    ('\u{624}', '\u{175}'), // ARABIC LETTER WAW WITH HAMZA ABOVE
    ('\u{625}', '\u{102}'), // ARABIC LETTER ALEF WITH HAMZA BELOW
    ('\u{626}', '\u{177}'), // ARABIC LETTER YEH WITH HAMZA ABOVE
    ('\u{627}', 'A'), // ARABIC LETTER ALEF
    ('\u{628}', 'b'), // ARABIC LETTER BEH
    ('\u{629}', '\u{127}'), // ARABIC LETTER TEH MARBUTA
    ('\u{62A}', 't'), // ARABIC LETTER TEH
    ('\u{62B}', '\u{3B8}'), // ARABIC LETTER THEH
    ('\u{62C}', 'j'), // ARABIC LETTER JEEM
    ('\u{62D}', 'H'), // ARABIC LETTER HAH
    ('\u{62E}', 'x'), // ARABIC LETTER KHAH
    ('\u{62F}', 'd'), // ARABIC LETTER DAL
    ('\u{630}', '\u{F0}'), // ARABIC LETTER THAL
    ('\u{631}', 'r'), // ARABIC LETTER REH
    ('\u{632}', 'z'), // ARABIC LETTER ZAIN
    ('\u{633}', 's'), // ARABIC LETTER SEEN
    ('\u{634}', '\u{161}'), // ARABIC LETTER SHEEN
    ('\u{635}', 'S'), // ARABIC LETTER SAD
    ('\u{636}', 'D'), // ARABIC LETTER DAD
    ('\u{637}', 'T'), // ARABIC LETTER TAH
    ('\u{638}', '\u{10E}'), // ARABIC LETTER ZAH
    ('\u{639}', '\u{3C2}'), // ARABIC LETTER AIN
    ('\u{63A}', '\u{3B3}'), // ARABIC LETTER GHAIN
    ('\u{640}', '_'), // ARABIC TATWEEL
    ('\u{641}', 'f'), // ARABIC LETTER FEH
    ('\u{642}', 'q'), // ARABIC LETTER QAF
    ('\u{643}', 'k'), // ARABIC LETTER KAF
    ('\u{644}', 'l'), // ARABIC LETTER LAM
    ('\u{645}', 'm'), // ARABIC LETTER MEEM
    ('\u{646}', 'n'), // ARABIC LETTER NOON
    ('\u{647}', 'h'), // ARABIC LETTER HEH
    ('\u{648}', 'w'), // ARABIC LETTER WAW
    ('\u{649}', '\u{FD}'), // ARABIC LETTER ALEF MAKSURA
    ('\u{64A}', 'y'), // ARABIC LETTER YEH
    ('\u{64B}', '\u{E3}'), // ARABIC FATHATAN
    ('\u{64C}', '\u{169}'), // ARABIC DAMMATAN
    ('\u{64D}', '\u{129}'), // ARABIC KASRATAN
    ('\u{64E}', 'a'), // ARABIC FATHA
    ('\u{64F}', 'u'), // ARABIC DAMMA
    ('\u{650}', 'i'), // ARABIC KASRA
    ('\u{651}', '~'), // ARABIC SHADDA
    ('\u{652}', '.'), // ARABIC SUKUN
    ('\u{670}', '\u{E1}'), // ARABIC LETTER SUPERSCRIPT ALEF
    ('\u{671}', '\u{C4}'), // ARABIC LETTER ALEF WASLA
    ('\u{67E}', 'p'), // ARABIC LETTER PEH
    ('\u{686}', 'c'), // ARABIC LETTER TCHEH
    ('\u{6A4}', 'v'), // ARABIC LETTER VEH
    ('\u{6AF}', 'g'), // ARABIC LETTER GAF
];

pub(super) static DIN_31635: Romanization = Romanization {
    letters: dense(&[
        ('\u{60C}', ","), // ARABIC COMMA
        ('\u{61B}', ";"), // ARABIC SEMICOLON
        ('\u{61F}', "?"), // ARABIC QUESTION MARK
        ('\u{621}', "\u{2BE}"), // ARABIC LETTER HAMZA
        ('\u{622}', "\u{2BE}\u{101}"), // ARABIC LETTER ALEF WITH MADDA ABOVE
        ('\u{623}', "\u{2BE}"), // ARABIC LETTER ALEF WITH HAMZA ABOVE
        ('\u{624}', "\u{2BE}"), // ARABIC LETTER WAW WITH HAMZA ABOVE
        ('\u{625}', "\u{2BE}"), // ARABIC LETTER ALEF WITH HAMZA BELOW
        ('\u{626}', "\u{2BE}"), // ARABIC LETTER YEH WITH HAMZA ABOVE
        ('\u{627}', "\u{101}"), // ARABIC LETTER ALEF
        ('\u{628}', "b"), // ARABIC LETTER BEH
        ('\u{629}', "h"), // ARABIC LETTER TEH MARBUTA
        ('\u{62A}', "t"), // ARABIC LETTER TEH
        ('\u{62B}', "\u{1E6F}"), // ARABIC LETTER THEH
        ('\u{62C}', "\u{1E7}"), // ARABIC LETTER JEEM
        ('\u{62D}', "\u{1E25}"), // ARABIC LETTER HAH
        ('\u{62E}', "\u{1E2B}"), // ARABIC LETTER KHAH
        ('\u{62F}', "d"), // ARABIC LETTER DAL
        ('\u{630}', "\u{1E0F}"), // ARABIC LETTER THAL
        ('\u{631}', "r"), // ARABIC LETTER REH
        ('\u{632}', "z"), // ARABIC LETTER ZAIN
        ('\u{633}', "s"), // ARABIC LETTER SEEN
        ('\u{634}', "\u{161}"), // ARABIC LETTER SHEEN
        ('\u{635}', "\u{1E63}"), // ARABIC LETTER SAD
        ('\u{636}', "\u{1E0D}"), // ARABIC LETTER DAD
        ('\u{637}', "\u{1E6D}"), // ARABIC LETTER TAH
        ('\u{638}', "\u{1E93}"), // ARABIC LETTER ZAH
        ('\u{639}', "\u{2BF}"), // ARABIC LETTER AIN
        ('\u{63A}', "\u{121}"), // ARABIC LETTER GHAIN
        ('\u{640}', ""), // ARABIC TATWEEL
        ('\u{641}', "f"), // ARABIC LETTER FEH
        ('\u{642}', "q"), // ARABIC LETTER QAF
        ('\u{643}', "k"), // ARABIC LETTER KAF
        ('\u{644}', "l"), // ARABIC LETTER LAM
        ('\u{645}', "m"), // ARABIC LETTER MEEM
        ('\u{646}', "n"), // ARABIC LETTER NOON
        ('\u{647}', "h"), // ARABIC LETTER HEH
        ('\u{648}', "w"), // ARABIC LETTER WAW
        ('\u{649}', "\u{101}"), // ARABIC LETTER ALEF MAKSURA
        ('\u{64A}', "y"), // ARABIC LETTER YEH
        ('\u{64B}', "an"), // ARABIC FATHATAN
        ('\u{64C}', "un"), // ARABIC DAMMATAN
        ('\u{64D}', "in"), // ARABIC KASRATAN
        ('\u{64E}', "a"), // ARABIC FATHA
        ('\u{64F}', "u"), // ARABIC DAMMA
        ('\u{650}', "i"), // ARABIC KASRA
        ('\u{651}', ""), // ARABIC SHADDA
        ('\u{652}', ""), // ARABIC SUKUN
        ('\u{660}', "0"), // ARABIC-INDIC DIGIT ZERO
        ('\u{661}', "1"), // ARABIC-INDIC DIGIT ONE
        ('\u{662}', "2"), // ARABIC-INDIC DIGIT TWO
        ('\u{663}', "3"), // ARABIC-INDIC DIGIT THREE
        ('\u{664}', "4"), // ARABIC-INDIC DIGIT FOUR
        ('\u{665}', "5"), // ARABIC-INDIC DIGIT FIVE
        ('\u{666}', "6"), // ARABIC-INDIC DIGIT SIX
        ('\u{667}', "7"), // ARABIC-INDIC DIGIT SEVEN
        ('\u{668}', "8"), // ARABIC-INDIC DIGIT EIGHT
        ('\u{669}', "9"), // ARABIC-INDIC DIGIT NINE
        ('\u{66A}', "%"), // ARABIC PERCENT SIGN
        ('\u{66B}', "."), // ARABIC DECIMAL SEPARATOR
        ('\u{66C}', ","), // ARABIC THOUSANDS SEPARATOR
        ('\u{670}', "\u{101}"), // ARABIC LETTER SUPERSCRIPT ALEF
        ('\u{671}', "\u{101}"), // ARABIC LETTER ALEF WASLA
        ('\u{67E}', "p"), // ARABIC LETTER PEH
        ('\u{686}', "\u{10D}"), // ARABIC LETTER TCHEH
        ('\u{698}', "\u{17E}"), // ARABIC LETTER JEH
        ('\u{6A4}', "v"), // ARABIC LETTER VEH
        ('\u{6AF}', "g"), // ARABIC LETTER GAF
        ('\u{6D4}', "."), // ARABIC FULL STOP
        ('\u{6F0}', "0"), // EXTENDED ARABIC-INDIC DIGIT ZERO
        ('\u{6F1}', "1"), // EXTENDED ARABIC-INDIC DIGIT ONE
        ('\u{6F2}', "2"), // EXTENDED ARABIC-INDIC DIGIT TWO
        ('\u{6F3}', "3"), // EXTENDED ARABIC-INDIC DIGIT THREE
        ('\u{6F4}', "4"), // EXTENDED ARABIC-INDIC DIGIT FOUR
        ('\u{6F5}', "5"), // EXTENDED ARABIC-INDIC DIGIT FIVE
        ('\u{6F6}', "6"), // EXTENDED ARABIC-INDIC DIGIT SIX
        ('\u{6F7}', "7"), // EXTENDED ARABIC-INDIC DIGIT SEVEN
        ('\u{6F8}', "8"), // EXTENDED ARABIC-INDIC DIGIT EIGHT
        ('\u{6F9}', "9"), // EXTENDED ARABIC-INDIC DIGIT NINE
    ]),
    words: &[
        ("\u{627}\u{644}\u{644}\u{647}", "all\u{101}h"),
        ("\u{627}\u{644}\u{644}\u{647}\u{645}", "all\u{101}humm"),
        ("\u{628}\u{627}\u{644}\u{644}\u{647}", "bi-ll\u{101}h"),
        ("\u{644}\u{644}\u{647}", "li-ll\u{101}h"),
    ],
    initial_hamza: true,
    assimilates: true,
    elides: true,
    long_i: "\u{12B}",
    long_u: "\u{16B}",
    kasra_yeh_shadda: "iyy",
    final_kasra_yeh_shadda: "\u{12B}",
    damma_waw_shadda: "uww",
    digraph_divider: "",
    before_h: "",
};

pub(super) static ALA_LC: Romanization = Romanization {
    letters: dense(&[
        ('\u{60C}', ","), // ARABIC COMMA
        ('\u{61B}', ";"), // ARABIC SEMICOLON
        ('\u{61F}', "?"), // ARABIC QUESTION MARK
        ('\u{621}', "\u{2BC}"), // ARABIC LETTER HAMZA
        ('\u{622}', "\u{2BC}\u{101}"), // ARABIC LETTER ALEF WITH MADDA ABOVE
        ('\u{623}', "\u{2BC}"), // ARABIC LETTER ALEF WITH HAMZA ABOVE
        ('\u{624}', "\u{2BC}"), // ARABIC LETTER WAW WITH HAMZA ABOVE
        ('\u{625}', "\u{2BC}"), // ARABIC LETTER ALEF WITH HAMZA BELOW
        ('\u{626}', "\u{2BC}"), // ARABIC LETTER YEH WITH HAMZA ABOVE
        ('\u{627}', "\u{101}"), // ARABIC LETTER ALEF
        ('\u{628}', "b"), // ARABIC LETTER BEH
        ('\u{629}', "h"), // ARABIC LETTER TEH MARBUTA
        ('\u{62A}', "t"), // ARABIC LETTER TEH
        ('\u{62B}', "th"), // ARABIC LETTER THEH
        ('\u{62C}', "j"), // ARABIC LETTER JEEM
        ('\u{62D}', "\u{1E25}"), // ARABIC LETTER HAH
        ('\u{62E}', "kh"), // ARABIC LETTER KHAH
        ('\u{62F}', "d"), // ARABIC LETTER DAL
        ('\u{630}', "dh"), // ARABIC LETTER THAL
        ('\u{631}', "r"), // ARABIC LETTER REH
        ('\u{632}', "z"), // ARABIC LETTER ZAIN
        ('\u{633}', "s"), // ARABIC LETTER SEEN
        ('\u{634}', "sh"), // ARABIC LETTER SHEEN
        ('\u{635}', "\u{1E63}"), // ARABIC LETTER SAD
        ('\u{636}', "\u{1E0D}"), // ARABIC LETTER DAD
        ('\u{637}', "\u{1E6D}"), // ARABIC LETTER TAH
        ('\u{638}', "\u{1E93}"), // ARABIC LETTER ZAH
        ('\u{639}', "\u{2BB}"), // ARABIC LETTER AIN
        ('\u{63A}', "gh"), // ARABIC LETTER GHAIN
        ('\u{640}', ""), // ARABIC TATWEEL
        ('\u{641}', "f"), // ARABIC LETTER FEH
        ('\u{642}', "q"), // ARABIC LETTER QAF
        ('\u{643}', "k"), // ARABIC LETTER KAF
        ('\u{644}', "l"), // ARABIC LETTER LAM
        ('\u{645}', "m"), // ARABIC LETTER MEEM
        ('\u{646}', "n"), // ARABIC LETTER NOON
        ('\u{647}', "h"), // ARABIC LETTER HEH
        ('\u{648}', "w"), // ARABIC LETTER WAW
        ('\u{649}', "\u{E1}"), // ARABIC LETTER ALEF MAKSURA
        ('\u{64A}', "y"), // ARABIC LETTER YEH
        ('\u{64B}', "an"), // ARABIC FATHATAN
        ('\u{64C}', "un"), // ARABIC DAMMATAN
        ('\u{64D}', "in"), // ARABIC KASRATAN
        ('\u{64E}', "a"), // ARABIC FATHA
        ('\u{64F}', "u"), // ARABIC DAMMA
        ('\u{650}', "i"), // ARABIC KASRA
        ('\u{651}', ""), // ARABIC SHADDA
        ('\u{652}', ""), // ARABIC SUKUN
        ('\u{660}', "0"), // ARABIC-INDIC DIGIT ZERO
        ('\u{661}', "1"), // ARABIC-INDIC DIGIT ONE
        ('\u{662}', "2"), // ARABIC-INDIC DIGIT TWO
        ('\u{663}', "3"), // ARABIC-INDIC DIGIT THREE
        ('\u{664}', "4"), // ARABIC-INDIC DIGIT FOUR
        ('\u{665}', "5"), // ARABIC-INDIC DIGIT FIVE
        ('\u{666}', "6"), // ARABIC-INDIC DIGIT SIX
        ('\u{667}', "7"), // ARABIC-INDIC DIGIT SEVEN
        ('\u{668}', "8"), // ARABIC-INDIC DIGIT EIGHT
        ('\u{669}', "9"), // ARABIC-INDIC DIGIT NINE
        ('\u{66A}', "%"), // ARABIC PERCENT SIGN
        ('\u{66B}', "."), // ARABIC DECIMAL SEPARATOR
        ('\u{66C}', ","), // ARABIC THOUSANDS SEPARATOR
        ('\u{670}', "\u{101}"), // ARABIC LETTER SUPERSCRIPT ALEF
        ('\u{671}', "\u{101}"), // ARABIC LETTER ALEF WASLA
        ('\u{67E}', "p"), // ARABIC LETTER PEH
        ('\u{686}', "ch"), // ARABIC LETTER TCHEH
        ('\u{698}', "zh"), // ARABIC LETTER JEH
        ('\u{6A4}', "v"), // ARABIC LETTER VEH
        ('\u{6AF}', "g"), // ARABIC LETTER GAF
        ('\u{6D4}', "."), // ARABIC FULL STOP
        ('\u{6F0}', "0"), // EXTENDED ARABIC-INDIC DIGIT ZERO
        ('\u{6F1}', "1"), // EXTENDED ARABIC-INDIC DIGIT ONE
        ('\u{6F2}', "2"), // EXTENDED ARABIC-INDIC DIGIT TWO
        ('\u{6F3}', "3"), // EXTENDED ARABIC-INDIC DIGIT THREE
        ('\u{6F4}', "4"), // EXTENDED ARABIC-INDIC DIGIT FOUR
        ('\u{6F5}', "5"), // EXTENDED ARABIC-INDIC DIGIT FIVE
        ('\u{6F6}', "6"), // EXTENDED ARABIC-INDIC DIGIT SIX
        ('\u{6F7}', "7"), // EXTENDED ARABIC-INDIC DIGIT SEVEN
        ('\u{6F8}', "8"), // EXTENDED ARABIC-INDIC DIGIT EIGHT
        ('\u{6F9}', "9"), // EXTENDED ARABIC-INDIC DIGIT NINE
    ]),
    words: &[
        ("\u{627}\u{644}\u{644}\u{647}", "all\u{101}h"),
        ("\u{627}\u{644}\u{644}\u{647}\u{645}", "all\u{101}humm"),
        ("\u{628}\u{627}\u{644}\u{644}\u{647}", "bill\u{101}h"),
        ("\u{644}\u{644}\u{647}", "lill\u{101}h"),
    ],
    initial_hamza: false,
    assimilates: false,
    elides: false,
    long_i: "\u{12B}",
    long_u: "\u{16B}",
    kasra_yeh_shadda: "\u{12B}y",
    final_kasra_yeh_shadda: "\u{12B}",
    damma_waw_shadda: "\u{16B}w",
    digraph_divider: "\u{2B9}",
    before_h: "cdgkstz",
};

/// The letters with which the lam of the article is assimilated.
pub(super) static SUN_LETTERS: &[char] = &[
    '\u{62A}', // ARABIC LETTER TEH
    '\u{62B}', // ARABIC LETTER THEH
    '\u{62F}', // ARABIC LETTER DAL
    '\u{630}', // ARABIC LETTER THAL
    '\u{631}', // ARABIC LETTER REH
    '\u{632}', // ARABIC LETTER ZAIN
    '\u{633}', // ARABIC LETTER SEEN
    '\u{634}', // ARABIC LETTER SHEEN
    '\u{635}', // ARABIC LETTER SAD
    '\u{636}', // ARABIC LETTER DAD
    '\u{637}', // ARABIC LETTER TAH
    '\u{638}', // ARABIC LETTER ZAH
    '\u{644}', // ARABIC LETTER LAM
    '\u{646}', // ARABIC LETTER NOON
];

/// Words that begin like particles with the article, but have none.
pub(super) static WHOLE_WORDS: &[&str] = &[
    "\u{628}\u{627}\u{644}\u{64A}\u{631}\u{645}\u{648}",
    "\u{628}\u{627}\u{644}\u{64A}\u{633}\u{62A}\u{64A}",
    "\u{628}\u{627}\u{644}\u{64A}\u{633}\u{62A}\u{64A}\u{627}",
    "\u{628}\u{627}\u{644}\u{64A}\u{633}\u{62A}\u{64A}\u{629}",
    "\u{628}\u{627}\u{644}\u{62A}\u{64A}\u{645}\u{648}\u{631}",
    "\u{628}\u{627}\u{644}\u{63A}\u{627}\u{62A}",
    "\u{628}\u{627}\u{644}\u{63A}\u{627}\u{646}",
    "\u{628}\u{627}\u{644}\u{63A}\u{648}\u{646}",
    "\u{628}\u{627}\u{644}\u{63A}\u{64A}\u{646}",
    "\u{628}\u{627}\u{644}\u{648}\u{646}\u{627}\u{62A}",
    "\u{641}\u{627}\u{644}\u{646}\u{62A}\u{627}\u{64A}\u{646}",
    "\u{641}\u{627}\u{644}\u{646}\u{62A}\u{64A}\u{646}\u{627}",
    "\u{641}\u{627}\u{644}\u{646}\u{633}\u{64A}\u{627}",
    "\u{643}\u{627}\u{644}\u{633}\u{64A}\u{648}\u{645}",
    "\u{643}\u{627}\u{644}\u{64A}\u{62F}\u{648}\u{646}\u{64A}\u{627}",
    "\u{643}\u{627}\u{644}\u{64A}\u{641}\u{648}\u{631}\u{646}\u{64A}\u{627}",
    "\u{643}\u{627}\u{644}\u{64A}\u{646}\u{64A}\u{646}\u{63A}\u{631}\u{627}\u{62F}",
    "\u{643}\u{627}\u{644}\u{641}\u{64A}\u{646}\u{64A}",
    "\u{643}\u{627}\u{644}\u{641}\u{64A}\u{646}\u{64A}\u{629}",
    "\u{643}\u{627}\u{644}\u{643}\u{648}\u{62A}\u{627}",
    "\u{648}\u{627}\u{644}\u{62F}\u{627}\u{647}",
    "\u{648}\u{627}\u{644}\u{62F}\u{627}\u{647}\u{627}",
    "\u{648}\u{627}\u{644}\u{62F}\u{627}\u{64A}",
    "\u{648}\u{627}\u{644}\u{62F}\u{62A}\u{643}",
    "\u{648}\u{627}\u{644}\u{62F}\u{62A}\u{643}\u{645}",
    "\u{648}\u{627}\u{644}\u{62F}\u{62A}\u{646}\u{627}",
    "\u{648}\u{627}\u{644}\u{62F}\u{62A}\u{647}",
    "\u{648}\u{627}\u{644}\u{62F}\u{62A}\u{647}\u{627}",
    "\u{648}\u{627}\u{644}\u{62F}\u{62A}\u{647}\u{645}",
    "\u{648}\u{627}\u{644}\u{62F}\u{62A}\u{647}\u{645}\u{627}",
    "\u{648}\u{627}\u{644}\u{62F}\u{62A}\u{647}\u{646}",
    "\u{648}\u{627}\u{644}\u{62F}\u{62A}\u{64A}",
    "\u{648}\u{627}\u{644}\u{62F}\u{643}\u{645}",
    "\u{648}\u{627}\u{644}\u{62F}\u{646}\u{627}",
    "\u{648}\u{627}\u{644}\u{62F}\u{647}\u{627}",
    "\u{648}\u{627}\u{644}\u{62F}\u{647}\u{645}",
    "\u{648}\u{627}\u{644}\u{62F}\u{647}\u{645}\u{627}",
    "\u{648}\u{627}\u{644}\u{62F}\u{647}\u{646}",
    "\u{648}\u{627}\u{644}\u{62F}\u{64A}\u{643}",
    "\u{648}\u{627}\u{644}\u{62F}\u{64A}\u{646}\u{627}",
    "\u{648}\u{627}\u{644}\u{62F}\u{64A}\u{647}",
    "\u{648}\u{627}\u{644}\u{62F}\u{64A}\u{647}\u{627}",
    "\u{648}\u{627}\u{644}\u{62F}\u{64A}\u{647}\u{645}",
];
