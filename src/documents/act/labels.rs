//! The fixed words of the act in its three languages. (The clauses, which staff may edit, are in files of their own.)

use super::{ImportKind, Language, Signer, Way};

/// One phrase in every language.
#[derive(Debug, Clone, Copy)]
pub struct Label {
    en: &'static str,
    ru: &'static str,
    uz: &'static str,
}

impl Label {
    pub fn in_language(self, language: Language) -> &'static str {
        match language {
            Language::English => self.en,
            Language::Russian => self.ru,
            Language::Uzbek => self.uz,
        }
    }
}

macro_rules! labels {
    ($($name:ident = $en:literal, $ru:literal, $uz:literal;)+) => {
        $(pub const $name: Label = Label { en: $en, ru: $ru, uz: $uz };)+
        #[cfg(test)]
        const ALL: &[Label] = &[$($name),+];
    };
}

labels! {
    TITLE = "Handover and Acceptance Act", "Акт приёма-передачи", "Topshirish-qabul qilish dalolatnomasi";
    NUMBER = "Act No.", "№ акта", "Dalolatnoma №";
    VERSION = "Version", "Версия", "Versiya";
    SUPERSEDES = "Supersedes act No.", "Заменяет акт №", "Oʻrnini bosgan dalolatnoma №";
    IN_VERSION = "version", "версия", "versiya";
    CHECK = "Check this act", "Проверить акт", "Dalolatnomani tekshirish";
    QR_CODE = "QR code of the address for checking this act", "QR-код адреса для проверки акта", "Dalolatnomani tekshirish manzilining QR-kodi";

    ACT = "Act", "Акт", "Dalolatnoma";
    DATE = "Date", "Дата", "Sana";
    PLACE = "Place", "Место", "Joy";
    ROUND = "Handover round", "Раунд передачи", "Topshirish bosqichi";
    OCCASION = "Occasion", "Повод", "Munosabat";

    TRANSFERRING = "Transferring Party", "Передающая сторона", "Topshiruvchi tomon";
    RECEIVING = "Receiving Party", "Принимающая сторона", "Qabul qiluvchi tomon";
    PARTY = "Name on that date", "Наименование на эту дату", "Shu sanadagi nomi";
    REPRESENTATIVE = "Represented by", "Представитель", "Vakil";
    AUTHORITY = "Basis of authority", "Основание полномочий", "Vakolat asosi";
    MANDATE = "Deputy, by mandate No.", "Заместитель, по поручению №", "Oʻrinbosar, topshiriq №";
    INSTEAD_OF = "in place of", "вместо", "oʻrniga:";
    MANDATE_PAGES = "document, SHA-256", "документ, SHA-256", "hujjat, SHA-256";

    END_USER = "End user", "Конечный пользователь", "Yakuniy foydalanuvchi";
    COORDINATED_BY = "coordinated by", "координирующий орган:", "muvofiqlashtiruvchi organ:";
    LEGAL_BASIS = "Legal basis", "Правовая основа", "Huquqiy asos";
    FUNDING = "Funding", "Финансирование", "Moliyalashtirish";
    DONOR = "Donor", "Донор", "Donor";
    GRANT = "Grant", "Грант", "Grant";
    SHARE = "Share", "Доля", "Ulush";
    USD = "USD", "долл. США", "AQSH dollari";
    UNKNOWN = "unknown", "неизвестно", "nomaʼlum";

    ITEMS = "Items", "Имущество", "Mol-mulk";
    ITEMS_IN_ANNEX = "Listed in Annex 1; number of lines:", "Перечислено в Приложении 1; число строк:", "1-ilovada keltirilgan, qatorlar soni:";
    TOTALS = "Totals", "Итого", "Jami";
    TOTAL_IN = "Total in", "Итого в", "Jami:";
    TOTAL_USD = "USD equivalent of all lines", "Эквивалент всех строк в долл. США", "Barcha qatorlarning AQSH dollaridagi ekvivalenti";
    IMPORT = "Import documents", "Ввозные документы", "Import hujjatlari";
    DECLARATION = "Customs declaration No.", "Таможенная декларация №", "Bojxona deklaratsiyasi №";
    WAYBILL = "Waybill", "Накладная", "Yuk xati";
    EXEMPTION = "Exemption", "Льгота", "Imtiyoz";
    DATED = "of", "от", "sanasi:";
    NONE = "none", "нет", "yoʻq";

    NATURE = "Nature of the transfer", "Вид передачи", "Topshirish turi";
    NATURE_TITLE = "Transfer of title", "Передача права собственности", "Mulk huquqini oʻtkazish";
    NATURE_CUSTODY = "Custody (right of use)", "Передача в пользование", "Foydalanish uchun berish";
    CHOSEN = "applies", "применяется", "qoʻllanadi";
    NOT_CHOSEN = "does not apply", "не применяется", "qoʻllanmaydi";
    RISK = "Risk passes", "Риск переходит", "Xavf oʻtadi";
    UNDERTAKINGS = "Undertakings and terms", "Обязательства и условия", "Majburiyatlar va shartlar";
    DISCREPANCIES = "Discrepancies", "Расхождения", "Tafovutlar";
    IN_ANNEX_2 = "Recorded in Annex 2; number of lines:", "Зафиксированы в Приложении 2; число строк:", "2-ilovada qayd etilgan, qatorlar soni:";
    NO_DISCREPANCIES = "None: every line was received as dispatched", "Нет: все строки получены полностью", "Yoʻq: barcha qatorlar toʻliq qabul qilingan";
    NOTHING_COUNTED = "The receiving party had counted nothing when this version was made", "На момент составления этой версии принимающая сторона ничего не пересчитала", "Ushbu versiya tuzilganda qabul qiluvchi tomon hali hech narsani sanamagan edi";
    UNCOUNTED = "Not counted when this version was made; lines:", "Не пересчитаны на момент составления этой версии; строки:", "Ushbu versiya tuzilganda sanalmagan qatorlar:";
    WITNESSES = "Witnesses", "Свидетели", "Guvohlar";
    WITNESS = "Witness", "Свидетель", "Guvoh";
    SIGNATURES = "Signatures", "Подписи", "Imzolar";
    SIGNATURE = "Signature", "Подпись", "Imzo";
    SEAL = "Seal", "М.П.", "M.O.";
    SIGNED_HASH = "signed content", "подписанное содержание", "imzolangan mazmun";
    LAST = "Annexes, copies, language", "Приложения, экземпляры, язык", "Ilovalar, nusxalar, til";
    ANNEXES = "Annexes", "Приложения", "Ilovalar";
    COPIES = "Copies", "Экземпляры", "Nusxalar";
    PREVAILING = "Prevailing text", "Преимущество имеет текст", "Ustun matn";
    HASH = "Content (SHA-256)", "Содержание (SHA-256)", "Mazmun (SHA-256)";

    ANNEX_1 = "Annex 1. Items", "Приложение 1. Имущество", "1-ilova. Mol-mulk";
    ANNEX_2 = "Annex 2. Discrepancies", "Приложение 2. Расхождения", "2-ilova. Tafovutlar";
    LINE = "No.", "№", "№";
    DESCRIPTION = "Description, make and model, accessories", "Наименование, марка и модель, комплектация", "Nomi, rusumi, butlovchilari";
    MARKS = "Serial No., VIN, plate, tag; end user", "Серийный №, VIN, гос. №, инв. №; пользователь", "Seriya №, VIN, davlat №, inv. №; foydalanuvchi";
    QUANTITY = "Quantity", "Кол-во", "Soni";
    PRICE = "Unit price", "Цена за ед.", "Birlik narxi";
    TOTAL = "Total", "Сумма", "Summa";
    DOLLARS = "USD equivalent; rate and date", "Эквивалент в USD; курс и дата", "USD ekvivalenti; kurs va sana";
    SHARES = "Grant shares", "Доли грантов", "Grant ulushlari";
    CONDITION = "Condition, warranty, sticker", "Состояние, гарантия, наклейка", "Holati, kafolati, yorligʻi";
    SERIAL = "S/N", "Сер. №", "Seriya №";
    VIN = "VIN", "VIN", "VIN";
    CHASSIS = "Chassis", "Шасси", "Shassi";
    ENGINE = "Engine", "Двигатель", "Dvigatel";
    PLATE = "Plate", "Гос. №", "Davlat №";
    TAG = "Tag", "Инв. №", "Inv. №";
    ACCESSORIES = "With", "С комплектом", "Toʻplami";
    WARRANTY = "Warranty until", "Гарантия до", "Kafolat muddati";
    STICKER = "Sticker affixed", "Наклейка есть", "Yorliq yopishtirilgan";
    NO_STICKER = "No sticker", "Без наклейки", "Yorliqsiz";

    DISPATCHED = "Dispatched", "Отправлено", "Joʻnatilgan";
    RECEIVED = "Received", "Получено", "Qabul qilingan";
    SHORT = "Short", "Недостаёт", "Kam chiqqan";
    DAMAGED = "Damaged", "Повреждено", "Shikastlangan";
    REFUSED = "Refused", "Не принято", "Rad etilgan";
    SURPLUS = "Surplus", "Излишек", "Ortiqcha";
    CAUSE = "Cause; photos", "Причина; фото", "Sababi; suratlar";
    FOUND = "found instead:", "найдено вместо указанного:", "oʻrniga topilgan:";
    MISSING = "missing:", "отсутствует:", "yetishmaydi:";
    PHOTO = "photo", "фото", "surat";

    BY_DRAWING = "Signed on screen", "Подписано на экране", "Ekranda imzolangan";
    BY_NAME = "Signed by typed name", "Подписано вводом имени", "Ism yozib imzolangan";
    BY_LINK = "Signed by one-time link", "Подписано по одноразовой ссылке", "Bir martalik havola orqali imzolangan";
    BY_SCAN = "Signed scan on file", "Подписанная копия в деле", "Imzolangan nusxa saqlanmoqda";
    DRAWN = "Drawn signature of", "Подпись от руки:", "Qoʻlyozma imzo:";
}

pub fn import(kind: ImportKind) -> Label {
    match kind {
        ImportKind::CustomsDeclaration => DECLARATION,
        ImportKind::Waybill => WAYBILL,
        ImportKind::Exemption => EXEMPTION,
    }
}

pub fn role(signer: Signer) -> Label {
    match signer {
        Signer::Transferring => TRANSFERRING,
        Signer::Receiving => RECEIVING,
        Signer::Witness(_) => WITNESS,
    }
}

pub fn way(way: Way) -> Label {
    match way {
        Way::Drawn => BY_DRAWING,
        Way::TypedName => BY_NAME,
        Way::OneTimeLink => BY_LINK,
        Way::ScanOnFile => BY_SCAN,
    }
}

/// The name of a language, as a heading.
pub fn language(language: Language) -> Label {
    match language {
        Language::English => Label { en: "English", ru: "английский", uz: "inglizcha" },
        Language::Russian => Label { en: "Russian", ru: "русский", uz: "ruscha" },
        Language::Uzbek => Label { en: "Uzbek", ru: "узбекский", uz: "oʻzbekcha" },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A straight or curly apostrophe in Uzbek is a slip: oʻ and gʻ take U+02BB, the glottal stop U+02BC.
    #[test]
    fn every_phrase_is_there_in_every_language() {
        for label in ALL {
            for language in Language::ALL {
                let phrase = label.in_language(language);
                assert!(!phrase.is_empty() && phrase.trim() == phrase, "{label:?}");
                assert!(language != Language::Uzbek || !phrase.contains(['\'', '’', '‘']), "{label:?}");
            }
        }
    }
}
