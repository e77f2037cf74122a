//! Languages as Open Graph names them: always with a territory, `ka_GE`.

use crate::site::Lang;

/// The territory that a language without one is shown under. A language that is not here, and names no territory, has no Open Graph
/// name: a wrong territory would be worse than none.
const LOCALES: [(&str, &str); 55] = [
    ("ar", "ar_AR"),
    ("az", "az_AZ"),
    ("be", "be_BY"),
    ("bg", "bg_BG"),
    ("bn", "bn_IN"),
    ("bs", "bs_BA"),
    ("ca", "ca_ES"),
    ("cs", "cs_CZ"),
    ("da", "da_DK"),
    ("de", "de_DE"),
    ("el", "el_GR"),
    ("en", "en_US"),
    ("es", "es_ES"),
    ("es-419", "es_LA"),
    ("et", "et_EE"),
    ("eu", "eu_ES"),
    ("fa", "fa_IR"),
    ("fi", "fi_FI"),
    ("fr", "fr_FR"),
    ("ga", "ga_IE"),
    ("gl", "gl_ES"),
    ("he", "he_IL"),
    ("hi", "hi_IN"),
    ("hr", "hr_HR"),
    ("hu", "hu_HU"),
    ("hy", "hy_AM"),
    ("id", "id_ID"),
    ("is", "is_IS"),
    ("it", "it_IT"),
    ("ja", "ja_JP"),
    ("ka", "ka_GE"),
    ("kk", "kk_KZ"),
    ("ko", "ko_KR"),
    ("ky", "ky_KG"),
    ("lt", "lt_LT"),
    ("lv", "lv_LV"),
    ("mk", "mk_MK"),
    ("mn", "mn_MN"),
    ("ms", "ms_MY"),
    ("nb", "nb_NO"),
    ("nl", "nl_NL"),
    ("pl", "pl_PL"),
    ("pt", "pt_PT"),
    ("ro", "ro_RO"),
    ("ru", "ru_RU"),
    ("sk", "sk_SK"),
    ("sl", "sl_SI"),
    ("sq", "sq_AL"),
    ("sr", "sr_RS"),
    ("sv", "sv_SE"),
    ("th", "th_TH"),
    ("tr", "tr_TR"),
    ("uk", "uk_UA"),
    ("zh", "zh_CN"),
    ("zh-Hant", "zh_TW"),
];

/// The value of `og:locale`: the language's own territory, else the usual one, else nothing.
pub(super) fn og_locale(lang: &Lang) -> Option<String> {
    let usual = |name: &str| LOCALES.iter().find(|(lang, _)| lang.eq_ignore_ascii_case(name)).map(|(_, locale)| (*locale).to_owned());
    let text = lang.as_str();
    let language = text.split('-').next().unwrap_or(text);
    let territory = text.split('-').skip(1).find(|part| part.len() == 2);
    usual(text).or_else(|| territory.map(|territory| format!("{language}_{}", territory.to_ascii_uppercase()))).or_else(|| usual(language))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locale(lang: &str) -> Option<String> {
        og_locale(&Lang::new(lang).unwrap())
    }

    #[test]
    fn a_language_gets_its_own_territory_or_the_usual_one() {
        let named = ["ru", "ka", "en", "en-GB", "pt-BR", "sr-Latn", "zh-Hant", "zh-Hant-HK", "es-419"];
        let locales: Vec<_> = named.into_iter().filter_map(locale).collect();
        assert_eq!(locales, ["ru_RU", "ka_GE", "en_US", "en_GB", "pt_BR", "sr_RS", "zh_TW", "zh_HK", "es_LA"]);
    }

    #[test]
    fn a_language_without_a_known_territory_is_not_named() {
        assert_eq!(locale("xmf"), None);
    }
}
