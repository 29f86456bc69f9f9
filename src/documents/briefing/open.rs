//! What is still open, line by line, as the donor's first page says it.

use domain::Timestamp;
use store::overview::DonorOverview;

use super::{
    Language, List, dates,
    words::{self, DAY, DISCREPANCY, LINE},
};

pub fn of(overview: &DonorOverview, at: Timestamp, language: Language) -> List {
    let say = words::in_language(language);
    let mut lines = Vec::new();
    let awaiting = overview.open.awaiting;
    if awaiting.lines > 0 {
        lines.push(not_signed(awaiting.lines, awaiting.oldest_days, language));
    }
    let discrepancies = overview.open.discrepancies;
    if discrepancies.open > 0 {
        lines.push(not_settled(discrepancies.open, discrepancies.overdue, language));
    }
    for milestone in &overview.milestones {
        if let Some(due) = milestone.due_on.filter(|due| due.end() < at.day()) {
            let due = dates::words(due, language);
            lines.push(match language {
                Language::English => format!("{}: was due {due}", milestone.title),
                Language::Japanese => format!("{}: 期限 {due} を経過", milestone.title),
                Language::Russian => format!("{}: срок истёк {due}", milestone.title),
            });
        }
    }
    for own in overview.funnels.iter().filter(|own| !own.own_part_only) {
        let unspent = own.position.unspent();
        if unspent.minor > 0 {
            let said = if own.position.has_uses() { words::NOT_SPENT } else { words::RECEIVED_UNTOLD };
            lines.push(format!("{unspent} {}", say(said)));
        }
    }
    if lines.is_empty() {
        lines.push(say(words::NOTHING_OPEN).to_owned());
    }
    List { title: say(words::OPEN), lines }
}

fn not_signed(lines: i64, oldest_days: Option<i64>, language: Language) -> String {
    let lines = LINE.counted(lines, language);
    let days = oldest_days.map(|days| DAY.counted(days, language));
    match (language, days) {
        (Language::English, None) => format!("{lines} not signed for"),
        (Language::English, Some(days)) => format!("{lines} not signed for; the oldest was handed over {days} ago"),
        (Language::Japanese, None) => format!("受領署名待ち {lines}"),
        (Language::Japanese, Some(days)) => format!("受領署名待ち {lines}(最も古いものは{days}前に引渡し)"),
        (Language::Russian, None) => format!("Без подписи о приёме: {lines}"),
        (Language::Russian, Some(days)) => format!("Без подписи о приёме: {lines}; самая старая передача {days} назад"),
    }
}

fn not_settled(open: i64, overdue: i64, language: Language) -> String {
    let settled = DISCREPANCY.counted(open, language);
    let late = words::count(overdue);
    match (language, overdue) {
        (Language::English, 0) => format!("{settled} not settled"),
        (Language::English, _) => format!("{settled} not settled, {late} overdue"),
        (Language::Japanese, 0) => format!("未解決 {settled}"),
        (Language::Japanese, _) => format!("未解決 {settled}(うち{late}件は期限超過)"),
        (Language::Russian, 0) => format!("Не урегулировано: {settled}"),
        (Language::Russian, _) => format!("Не урегулировано: {settled}, просрочено {late}"),
    }
}
