#![expect(clippy::inconsistent_digit_grouping, reason = "cents stand apart from dollars")]

use super::*;
use crate::act::Language::{English, Russian, Uzbek};
use domain::money::Currency::{self, *};

fn check(language: Language, vectors: &[(i64, Currency, &str)]) {
    for (minor, currency, words) in vectors {
        assert_eq!(amount(Money::new(*minor, *currency), language), *words, "{minor} {currency} {language:?}");
    }
}

#[test]
fn english() {
    check(
        English,
        &[
            (0, Usd, "zero US dollars and zero cents"),
            (1, Usd, "zero US dollars and one cent"),
            (1_00, Usd, "one US dollar and zero cents"),
            (21_45, Usd, "twenty-one US dollars and forty-five cents"),
            (1_013_11, Usd, "one thousand thirteen US dollars and eleven cents"),
            (24_500_00, Usd, "twenty-four thousand five hundred US dollars and zero cents"),
            (7_110_047_85, Usd, "seven million one hundred ten thousand forty-seven US dollars and eighty-five cents"),
            (1_000_000_00, Usd, "one million US dollars and zero cents"),
            (743_000_000, Jpy, "seven hundred forty-three million Japanese yen"),
            (1, Jpy, "one Japanese yen"),
            (-5_01, Eur, "minus five euros and one cent"),
            (12_50, Uzs, "twelve Uzbek sum and fifty tiyin"),
            (2_01, Rub, "two Russian roubles and one kopeck"),
            (99_99, Tjs, "ninety-nine Tajik somoni and ninety-nine dirams"),
        ],
    );
}

#[test]
fn russian() {
    check(
        Russian,
        &[
            (0, Usd, "ноль долларов США ноль центов"),
            (21_45, Usd, "двадцать один доллар США сорок пять центов"),
            (1_000_00, Usd, "одна тысяча долларов США ноль центов"),
            (2_000_02, Usd, "две тысячи долларов США два цента"),
            (2_002_01, Usd, "две тысячи два доллара США один цент"),
            (11_000_11, Usd, "одиннадцать тысяч долларов США одиннадцать центов"),
            (12_014_00, Usd, "двенадцать тысяч четырнадцать долларов США ноль центов"),
            (21_001_21, Usd, "двадцать одна тысяча один доллар США двадцать один цент"),
            (111_111_00, Usd, "сто одиннадцать тысяч сто одиннадцать долларов США ноль центов"),
            (122_122_00, Usd, "сто двадцать две тысячи сто двадцать два доллара США ноль центов"),
            (1_000_000_00, Usd, "один миллион долларов США ноль центов"),
            (2_000_005_00, Usd, "два миллиона пять долларов США ноль центов"),
            (5_000_000_000_00, Usd, "пять миллиардов долларов США ноль центов"),
            (7_110_047_85, Usd, "семь миллионов сто десять тысяч сорок семь долларов США восемьдесят пять центов"),
            (1, Jpy, "одна японская иена"),
            (2, Jpy, "две японские иены"),
            (11, Jpy, "одиннадцать японских иен"),
            (101, Jpy, "сто одна японская иена"),
            (743_000_000, Jpy, "семьсот сорок три миллиона японских иен"),
            (1_00, Eur, "одно евро ноль евроцентов"),
            (22_01, Eur, "двадцать два евро один евроцент"),
            (1_01, Rub, "один российский рубль одна копейка"),
            (2_02, Rub, "два российских рубля две копейки"),
            (5_05, Rub, "пять российских рублей пять копеек"),
            (1_01, Uzs, "один узбекский сум один тийин"),
            (3_03, Uzs, "три узбекских сума три тийина"),
            (312_000_00, Uzs, "триста двенадцать тысяч узбекских сумов ноль тийинов"),
            (1_02, Kzt, "один казахстанский тенге два тиына"),
            (2_05, Kgs, "два киргизских сома пять тыйынов"),
            (14_14, Tjs, "четырнадцать таджикских сомони четырнадцать дирамов"),
            (4_01, Tmt, "четыре туркменских маната один тенге"),
            (-1_00, Usd, "минус один доллар США ноль центов"),
        ],
    );
}

#[test]
fn uzbek() {
    check(
        Uzbek,
        &[
            (0, Usd, "nol AQSH dollari nol sent"),
            (21_45, Usd, "yigirma bir AQSH dollari qirq besh sent"),
            (1_100_00, Usd, "bir ming bir yuz AQSH dollari nol sent"),
            (24_500_00, Usd, "yigirma toʻrt ming besh yuz AQSH dollari nol sent"),
            (7_110_047_85, Usd, "yetti million bir yuz oʻn ming qirq yetti AQSH dollari sakson besh sent"),
            (743_000_000, Jpy, "yetti yuz qirq uch million Yaponiya iyenasi"),
            (19_99, Uzs, "oʻn toʻqqiz soʻm toʻqson toʻqqiz tiyin"),
            (30_06, Kzt, "oʻttiz Qozogʻiston tengesi olti tiyin"),
            (80_08, Kgs, "sakson Qirgʻiziston somi sakkiz tiyin"),
            (50_03, Tjs, "ellik Tojikiston somoniysi uch diram"),
            (60_70, Tmt, "oltmish Turkmaniston manati yetmish tenge"),
            (2_01, Rub, "ikki Rossiya rubli bir kopeyka"),
            (4_00, Eur, "toʻrt yevro nol yevrosent"),
            (-1_00, Usd, "minus bir AQSH dollari nol sent"),
        ],
    );
}

#[test]
fn numbers_alone() {
    assert_eq!(number(0, English), "zero");
    assert_eq!(number(40, Russian), "сорок");
    assert_eq!(number(902, Russian), "девятьсот два");
    assert_eq!(number(1_000_001, Uzbek), "bir million bir");
    assert_eq!(number(10_017, English), "ten thousand seventeen");
}

#[test]
fn the_largest_and_the_smallest_amounts_have_words() {
    for currency in Currency::ALL {
        for minor in [i64::MIN, i64::MAX, 1, 999_999_999_999] {
            for language in Language::ALL {
                let words = amount(Money::new(minor, currency), language);
                assert!(!words.contains("  ") && words.trim() == words && !words.is_empty(), "{words:?}");
            }
        }
    }
    let yen = Money::new(i64::MAX, Jpy);
    assert!(amount(yen, Russian).starts_with("девять квинтиллионов двести двадцать три квадриллиона"));
    assert!(amount(yen, English).starts_with("nine quintillion two hundred twenty-three quadrillion"));
    assert!(amount(yen, Uzbek).starts_with("toʻqqiz kvintillion ikki yuz yigirma uch kvadrillion"));
}

/// Every number up to a million says something else, and nothing has a hole in it.
#[test]
fn no_two_numbers_share_their_words() {
    for language in Language::ALL {
        let mut seen = std::collections::HashSet::new();
        for n in (0..20_000).chain((20_000..1_000_000).step_by(37)) {
            let words = number(n, language);
            assert!(!words.is_empty() && !words.contains("  ") && words.trim() == words, "{n}: {words:?}");
            assert!(seen.insert(words), "{n} {language:?}");
        }
    }
}
