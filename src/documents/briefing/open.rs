//! What is still open, line by line: what the donor's first page says, the most urgent first and no more than fit the paper.

use domain::Timestamp;
use store::overview::DonorOverview;

use super::{
    Language, List, dates,
    words::{self, DAY, DISCREPANCY, LINE},
};

/// Lines that leave room for the rest of the page.
const MOST: usize = 8;

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
            let derived = own.in_own_currency(unspent).filter(|derived| derived.currency != unspent.currency);
            let derived =
                derived.map(|derived| format!("{derived} ({}), ", say(words::INDICATIVE))).unwrap_or_default();
            let left_out = words::without_rate(own.position.uses_without_rate(), language);
            let since =
                own.received_on.map(|day| format!("{} {}", say(words::LAST_RECEIVED), dates::words(day, language)));
            let more: Vec<String> = left_out.into_iter().chain(since).collect();
            let more = if more.is_empty() { String::new() } else { format!(" ({})", more.join(", ")) };
            lines.push(format!("{derived}{unspent} {}{more}", say(said)));
        }
    }
    if lines.is_empty() {
        lines.push(say(if overview.is_told() { words::NOTHING_OPEN } else { words::NOTHING_RECORDED }).to_owned());
    }
    if lines.len() > MOST {
        let rest = lines.len() - MOST;
        lines.truncate(MOST);
        lines.push(format!("… +{rest}"));
    }
    List { title: say(words::OPEN), lines }
}

fn not_signed(lines: i64, oldest_days: Option<i64>, language: Language) -> String {
    let lines = LINE.counted(lines, language);
    let days = oldest_days.map(|days| DAY.counted(days, language));
    match (language, days) {
        (Language::English, None) => format!("{lines} not signed for"),
        (Language::English, Some(days)) => format!("{lines} not signed for; the oldest was handed over {days} ago"),
        (Language::Japanese, None) => format!("受領署名待ちの明細 {lines}"),
        (Language::Japanese, Some(days)) => format!("受領署名待ちの明細 {lines}(最も古いものは{days}前に引渡し)"),
        (Language::Russian, None) => format!("Без подписи о приёме: {lines}"),
        (Language::Russian, Some(days)) => format!("Без подписи о приёме: {lines}; самая старая передача {days} назад"),
    }
}

fn not_settled(open: i64, overdue: i64, language: Language) -> String {
    let settled = DISCREPANCY.counted(open, language);
    let late = words::count(overdue, language);
    match (language, overdue) {
        (Language::English, 0) => format!("{settled} not settled"),
        (Language::English, _) => format!("{settled} not settled, {late} overdue"),
        (Language::Japanese, 0) => format!("未解決の相違 {settled}"),
        (Language::Japanese, _) => format!("未解決の相違 {settled}(うち{late}件は期限超過)"),
        (Language::Russian, 0) => format!("Не урегулировано: {settled}"),
        (Language::Russian, _) => format!("Не урегулировано: {settled}, просрочено {late}"),
    }
}
