//! What a briefing says, in its three languages.

use domain::{
    case::Substance,
    measured::{Measured, SeizedMeasure},
    money::group_thousands,
};
use store::activities::Held;

use super::Language;

/// One phrase in every language.
#[derive(Debug, Clone, Copy)]
pub struct Said {
    en: &'static str,
    ja: &'static str,
    ru: &'static str,
}

macro_rules! said {
    ($($name:ident = $en:literal, $ja:literal, $ru:literal;)+) => {
        $(pub const $name: Said = Said { en: $en, ja: $ja, ru: $ru };)+
        #[cfg(test)]
        pub const ALL: &[Said] = &[$($name),+];
    };
}

said! {
    TITLE = "What your grants became", "供与の成果", "Что сделано на средства ваших грантов";
    ILLUSTRATIVE = "Some of what was handed over is invented for demonstration.", "引渡しの一部は実演用の架空データです。", "Часть переданного вымышлена для демонстрации.";
    AGREEMENTS = "Agreements", "供与一覧", "Соглашения";
    GRANT = "Grant", "供与", "Грант";
    NAME = "Name", "名称", "Название";
    SIGNED = "Signed on", "署名日", "Подписано";
    CEILING = "Ceiling", "供与限度額", "Предельная сумма";
    NOT_PUBLISHED = "not published", "未公表", "не опубликовано";
    NO_GRANTS = "No grant is recorded.", "供与の記録はありません。", "Гранты не внесены.";
    NO_DATE = "no date", "日付なし", "без даты";

    PLEDGED = "Pledged", "供与約束額", "Обещано";
    RECEIVED = "Received", "受領", "Получено";
    USED = "Committed or spent", "契約済み・支出", "Обязательства и расходы";
    HANDED_OVER = "Handed over", "引渡し", "Передано";
    SIGNED_FOR = "Signed for", "受領署名", "Приём подписан";
    CHECKED = "Checked on site", "現地確認", "Проверено на месте";
    BY_AGREEMENT = "Agreements as signed", "署名された合意による", "По подписанным соглашениям";
    BY_LEDGER = "Approved entries of the ledger", "承認済みの記帳による", "По утверждённым записям учёта";
    BY_ROUNDS = "Lines of rounds that were dispatched, valued as entered", "発送済みの引渡し明細(入力価額)による", "По строкам отправленных партий, стоимость как внесена";
    BY_RECEIPTS = "Receipts signed by the agencies' officers", "各機関担当官の署名した受領書による", "По приёмкам, подписанным сотрудниками ведомств";
    BY_CHECKS = "Checks on site that are recorded", "記録された現地確認による", "По внесённым проверкам на месте";
    BOOKED = "booked", "記帳額", "по учёту";
    ASSUMED = "assumed", "推定", "предположительно";
    INDICATIVE = "indicative", "参考値", "ориентировочно";
    NO_PLEDGE = "no pledge or ceiling is published", "約束額・限度額は公表されていません", "ни обещание, ни предельная сумма не опубликованы";
    NO_RECEIPT = "no receipt of funds is recorded yet", "資金の受領はまだ記録されていません", "поступление средств ещё не внесено";
    NOT_TOLD = "several gave together: what was spent is not told by donor", "複数の供与国による共同供与のため、国別の支出は示されません", "дали несколько доноров вместе: расходы по донорам не указываются";
    NO_SPENDING = "spending is not recorded yet", "支出はまだ記録されていません", "расходы ещё не внесены";
    NOTHING_YET = "nothing is handed over yet", "まだ引渡しはありません", "ещё ничего не передано";
    NOT_SIGNED = "nothing is signed for yet", "受領署名はまだありません", "приём ещё не подписан";
    NOT_CHECKED = "no check on site is recorded yet", "現地確認はまだ記録されていません", "проверки на месте ещё не внесены";

    OPEN = "Still open", "未了事項", "Что ещё не завершено";
    NOTHING_OPEN = "Everything that was handed over is signed for, nothing is late, and nothing is unspent.", "引渡し済みのものはすべて受領署名済みで、遅延も未支出もありません。", "Всё переданное принято под подпись, просроченного и неизрасходованного нет.";
    NOT_SPENT = "not spent", "未支出", "не израсходовано";
    RECEIVED_UNTOLD = "received: spending is not recorded yet", "受領済み(支出は未記録)", "получено: расходы ещё не внесены";

    PLACES = "Where the items are", "供与品の所在", "Где находится переданное";
    SEE_TABLE = "the table beside it says the same", "隣の表と同じ内容", "то же сказано в таблице рядом";
    LEGEND = "The larger a mark, the more items. Filled: all signed for; half filled: some; empty: none. A diamond is a section of the border.", "印が大きいほど点数が多い。塗りつぶし:すべて受領署名済み、半分:一部、白:なし。ひし形は国境の区間。", "Чем больше знак, тем больше вещей. Закрашен: принято всё; наполовину: часть; пустой: ничего. Ромб: участок границы.";
    UNIT = "Unit", "部隊・事務所", "Подразделение";
    ON_THEIR_WAY = "On their way", "輸送・確認中", "В пути";
    BOUNDARIES = "The boundaries and names shown and the designations used on this map do not imply official endorsement or acceptance by the United Nations.", "この地図に示された境界、名称及び表示は、国際連合による公式の承認又は受諾を意味するものではありません。", "Границы, названия и обозначения на этой карте не означают официального одобрения или признания Организацией Объединённых Наций.";

    HANDOVERS = "Latest handovers", "最近の引渡し", "Последние передачи";
    DATE = "Date", "日付", "Дата";
    VALUE = "Value", "価額", "Стоимость";
    NOTHING_HANDED_OVER = "Nothing is handed over yet.", "まだ引渡しはありません。", "Ещё ничего не передано.";
    MILESTONES = "Next milestones", "今後の節目", "Ближайшие вехи";
    DUE = "Due", "期限", "Срок";
    PHASE = "Phase", "段階", "Фаза";
    NO_MILESTONES = "No milestone is open in the phases that your grants pay for.", "供与の対象となる段階に未達の節目はありません。", "В фазах, которые оплачивают ваши гранты, открытых вех нет.";
    TRAINING = "What was taught", "研修等", "Обучение";
    SEIZED = "What the teams seized", "押収の実績", "Что изъяли мобильные группы";
    SUBSTANCE = "Substance", "物質", "Вещество";
    YEAR = "Year", "年", "Год";
    QUANTITY = "Quantity", "数量", "Количество";
    YEAR_NOT_STATED = "not stated", "年の記載なし", "не указан";
    NOTHING_SEIZED = "No seizure is recorded.", "押収の記録はありません。", "Изъятия не внесены.";

    NOTES = "How the figures were made", "数字の作り方", "Как получены цифры";
    PART_ONLY = "Values of things are the part that your grants paid, as entered; several currencies are never added up.", "物品の価額は入力値のうち貴国の供与による部分です。異なる通貨は合算しません。", "Стоимость вещей указана в той части, которую оплатили ваши гранты, как она внесена; разные валюты никогда не складываются.";
    AT_RECEIPT = "Amounts marked as indicative are US dollars at the average rate at which the funds were received; they are computed and not booked.", "参考値は受領時の平均為替により米ドル額を換算したもので、記帳額ではありません。", "Ориентировочные суммы пересчитаны из долларов США по среднему курсу, по которому получены средства; это расчёт, а не учёт.";
    IN_PART = "A lot of which a part arrived is in both columns.", "一部のみ到着した品目は両方の欄に含まれます。", "Партия, прибывшая частично, указана в обоих столбцах.";
    OTHERS = "Others", "その他", "Прочие";
    TOGETHER = "with other donors", "他国と共同", "совместно с другими донорами";
    SIGNED_ON = "signed", "署名", "подписано";
    LAST_ON = "last on", "直近", "последний раз";
    LAST_RECEIVED = "last received on", "最終受領", "последнее поступление";
    NOTHING_RECORDED = "Nothing is recorded as open.", "未了として記録されたものはありません。", "Ничего открытого не внесено.";
    ROUNDED = "Shares are rounded down: 100 % means all of it.", "割合は切り捨てです。100 % は全部を意味します。", "Доли округлены вниз: 100 % значит всё целиком.";
    TWICE = "One person who took part twice is two participations.", "同じ人が二度参加した場合は二回と数えます。", "Участие одного человека дважды считается за два участия.";
    CASES = "Before a case is over, only those of its stages count that were published.", "事件が終結するまでは、公表された段階のみを数えます。", "Пока дело не завершено, учитываются только опубликованные этапы.";
}

pub const NOTES_SAID: [Said; 6] = [PART_ONLY, AT_RECEIPT, ROUNDED, IN_PART, TWICE, CASES];

pub fn in_language(language: Language) -> impl Fn(Said) -> &'static str {
    move |said| match language {
        Language::English => said.en,
        Language::Japanese => said.ja,
        Language::Russian => said.ru,
    }
}

/// `1,234` as the pages write it; a comma would stand before decimals in Russian: `1 234`.
pub fn count(number: i64, language: Language) -> String {
    let grouped = group_thousands(number.unsigned_abs());
    if language == Language::Russian { grouped.replace(',', "\u{a0}") } else { grouped }
}

/// The heading over the steps: `Your ¥743,000,000, in six steps`.
pub fn six_steps(money: &str, language: Language) -> String {
    match language {
        Language::English => format!("Your {money}, in six steps"),
        Language::Japanese => format!("{money}の六つの段階"),
        Language::Russian => format!("Ваши {money} в шести шагах"),
    }
}

/// A number with its noun: `one` and `many` in English, the counted form in Japanese, and the three forms of Russian.
#[derive(Debug, Clone, Copy)]
pub struct Noun {
    en: [&'static str; 2],
    /// Behind the number.
    ja: &'static str,
    ru: [&'static str; 3],
}

pub const ITEM: Noun =
    Noun { en: ["item", "items"], ja: "点", ru: ["единица", "единицы", "единиц"] };
pub const LINE: Noun = Noun { en: ["line", "lines"], ja: "件", ru: ["строка", "строки", "строк"] };
pub const DAY: Noun = Noun { en: ["day", "days"], ja: "日", ru: ["день", "дня", "дней"] };
pub const DISCREPANCY: Noun =
    Noun {
        en: ["discrepancy", "discrepancies"], ja: "件", ru: ["расхождение", "расхождения", "расхождений"]
    };
pub const OF_GRANT: Noun =
    Noun { en: ["grant", "grants"], ja: "件の供与", ru: ["грант", "гранта", "грантов"] };
const ACTIVITY: Noun =
    Noun {
        en: ["activity", "activities"], ja: "件", ru: ["мероприятие", "мероприятия", "мероприятий"]
    };
const PARTICIPATION: Noun =
    Noun {
        en: ["participation", "participations"], ja: "人", ru: ["участие", "участия", "участий"]
    };
const PIECE: Noun = Noun { en: ["piece", "pieces"], ja: "個", ru: ["штука", "штуки", "штук"] };

impl Noun {
    /// `22 items`, `22点`, `22 единицы`.
    pub fn counted(self, number: i64, language: Language) -> String {
        let figure = count(number, language);
        match language {
            Language::English => format!("{figure} {}", self.en[usize::from(number != 1)]),
            Language::Japanese => format!("{figure}{}", self.ja),
            Language::Russian => format!("{figure}\u{a0}{}", self.ru[russian_form(number)]),
        }
    }
}

/// 1, 21, 101 take the first form; 2 to 4, 22 to 24 the second; all others, and 11 to 14, the third.
fn russian_form(number: i64) -> usize {
    match (number.unsigned_abs() % 100, number.unsigned_abs() % 10) {
        (11..=14, _) => 2,
        (_, 1) => 0,
        (_, 2..=4) => 1,
        _ => 2,
    }
}

/// That a sum leaves events out; `None`: it has all of them.
pub fn without_rate(events: usize, language: Language) -> Option<String> {
    let words = crate::statement::excludes(events)?;
    Some(match language {
        Language::English => words,
        Language::Japanese => format!("為替未定の{events}件を除く"),
        Language::Russian if russian_form(i64::try_from(events).unwrap_or(i64::MAX)) == 0 => {
            format!("без {events} записи, у которой нет курса")
        }
        Language::Russian => format!("без {events} записей, у которых нет курса"),
    })
}

/// The lines about activities: how many were held, and the share of women among those whose sex is recorded.
pub fn training(held: Held, language: Language) -> Vec<String> {
    if held.activities == 0 {
        let none = match language {
            Language::English => "No activity that your grants pay for is recorded as held.",
            Language::Japanese => "実施済みの研修等の記録はありません。",
            Language::Russian => "Проведённые мероприятия, которые оплатили ваши гранты, не внесены.",
        };
        return vec![none.to_owned()];
    }
    let activities = ACTIVITY.counted(held.activities, language);
    // A number that nobody states is not nought.
    let stated = held.silent < held.activities;
    let participations = PARTICIPATION.counted(held.participations, language);
    let mut lines = vec![match (language, stated) {
        (Language::English, true) => format!("{activities} held, with {participations}."),
        (Language::English, false) => format!("{activities} held."),
        (Language::Japanese, true) => format!("研修等{activities}を実施、延べ{participations}が参加。"),
        (Language::Japanese, false) => format!("研修等{activities}を実施。"),
        (Language::Russian, true) => format!("Проведено: {activities}, всего {participations}."),
        (Language::Russian, false) => format!("Проведено: {activities}."),
    }];
    if held.silent > 0 {
        let silent = count(held.silent, language);
        lines.push(match language {
            Language::English => format!("{silent} of them without a number of participants."),
            Language::Japanese => format!("うち{silent}件は参加者数の記載なし。"),
            Language::Russian => format!("Из них без числа участников: {silent}."),
        });
    }
    lines.push(women(held, language));
    lines
}

fn women(held: Held, language: Language) -> String {
    let women = count(held.of_women, language);
    let known = PARTICIPATION.counted(held.of_known_sex, language);
    match ((held.of_women * 100).checked_div(held.of_known_sex), language) {
        (None, Language::English) => "How many were women is not recorded.".to_owned(),
        (None, Language::Japanese) => "女性の参加者数は記録されていません。".to_owned(),
        (None, Language::Russian) => "Сколько было женщин, не внесено.".to_owned(),
        (Some(share), Language::English) => {
            let were = if held.of_women == 1 { "was" } else { "were" };
            format!("Of {known} with a recorded sex {women} {were} by women ({share}\u{a0}%).")
        }
        (Some(share), Language::Japanese) => {
            format!("性別の記録がある延べ{known}のうち女性は{women}人({share}\u{a0}%)。")
        }
        (Some(share), Language::Russian) => {
            format!("С указанным полом: {known}, из них женщин {women} ({share}\u{a0}%).")
        }
    }
}

/// `3 kg 689 g`, `3 кг 689 г`, as it was measured.
pub fn measured(quantity: Measured, language: Language) -> String {
    match (quantity.measure, language) {
        (SeizedMeasure::Pieces, _) => PIECE.counted(quantity.amount, language),
        (_, Language::English | Language::Japanese) => quantity.words(),
        (SeizedMeasure::Grams, Language::Russian) => quantity.words().replace("kg", "кг").replace('g', "г"),
        (SeizedMeasure::Millilitres, Language::Russian) => quantity.words().replace("ml", "мл").replace('l', "л"),
    }
}

pub fn substance(substance: Substance, language: Language) -> &'static str {
    use Substance as S;
    let (japanese, russian) = match substance {
        S::Opium => ("アヘン", "Опий"),
        S::PoppyStraw => ("けしがら", "Маковая солома"),
        S::Morphine => ("モルヒネ", "Морфин"),
        S::Heroin => ("ヘロイン", "Героин"),
        S::Hashish => ("大麻樹脂", "Гашиш"),
        S::Cannabis => ("大麻草", "Каннабис (марихуана)"),
        S::Cocaine => ("コカイン", "Кокаин"),
        S::Methadone => ("メサドン", "Метадон"),
        S::Fentanyl => ("フェンタニル類", "Фентанил и его аналоги"),
        S::Amphetamine => ("アンフェタミン", "Амфетамин"),
        S::Methamphetamine => ("メタンフェタミン", "Метамфетамин"),
        S::Mdma => ("MDMA", "МДМА (экстази)"),
        S::Lsd => ("LSD", "ЛСД"),
        S::Cathinones => ("合成カチノン類", "Синтетические катиноны"),
        S::Cannabinoids => ("合成カンナビノイド", "Синтетические каннабиноиды"),
        S::Benzodiazepines => ("ベンゾジアゼピン類", "Бензодиазепины"),
        S::AceticAnhydride => ("無水酢酸", "Уксусный ангидрид"),
        S::Ephedrine => ("エフェドリン類", "Эфедрин и псевдоэфедрин"),
        S::Permanganate => ("過マンガン酸カリウム", "Перманганат калия"),
        S::Tropicamide => ("トロピカミド", "Тропикамид"),
        S::Pregabalin => ("プレガバリン", "Прегабалин"),
        S::Tramadol => ("トラマドール", "Трамадол"),
        S::Other => ("その他の物質", "Другое вещество"),
    };
    match language {
        Language::English => substance.label(),
        Language::Japanese => japanese,
        Language::Russian => russian,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phrase_is_said_in_every_language() {
        for said in ALL {
            assert!(!said.en.is_empty() && !said.ja.is_empty() && !said.ru.is_empty(), "{}", said.en);
            assert!(said.ja.chars().any(|c| u32::from(c) > 0x3000), "{}", said.ja);
            assert!(said.ru.chars().any(|c| ('а'..='я').contains(&c.to_ascii_lowercase())), "{}", said.ru);
        }
    }

    #[test]
    fn a_number_takes_the_form_of_its_language() {
        let items = |number, language| ITEM.counted(number, language);
        assert_eq!((items(1, Language::English), items(0, Language::English)), ("1 item".into(), "0 items".into()));
        assert_eq!(items(1_234, Language::Japanese), "1,234点");
        for (number, words) in
            [(1, "единица"), (3, "единицы"), (5, "единиц"), (11, "единиц"), (21, "единица"), (112, "единиц")]
        {
            assert_eq!(items(number, Language::Russian), format!("{number}\u{a0}{words}"));
        }
    }

    #[test]
    fn masses_and_volumes_are_written_in_the_letters_of_the_language() {
        let of = |amount, measure| Measured { amount, measure };
        let russian = |quantity| measured(quantity, Language::Russian);
        assert_eq!(russian(of(3_689, SeizedMeasure::Grams)), "3 кг 689 г");
        assert_eq!(russian(of(2_050, SeizedMeasure::Millilitres)), "2 л 50 мл");
        assert_eq!(russian(of(2, SeizedMeasure::Pieces)), "2\u{a0}штуки");
        assert_eq!(measured(of(3_689, SeizedMeasure::Grams), Language::Japanese), "3 kg 689 g");
    }
}
