//! The course of a figure: a small line beside the number, its last point marked, without axes. The number says what it is now.

use leptos::prelude::*;

const WIDTH: i64 = 56;
const HEIGHT: i64 = 14;

/// `points` are months (`2019-12`, or `2018`) with what it was at their end, the oldest first. Fewer than two are no course.
pub fn course(points: &[(String, i64)]) -> Option<AnyView> {
    let placed: Vec<(i64, i64)> = points.iter().filter_map(|(month, value)| Some((months(month)?, *value))).collect();
    let (first, last) = (placed.first()?.0, placed.last()?.0);
    let most = placed.iter().map(|(_, value)| *value).max().filter(|most| *most > 0)?;
    if first == last {
        return None;
    }
    let mut line = String::new();
    let mut end = (0, 0);
    for (month, value) in placed {
        let x = 2 + WIDTH * (month - first) / (last - first);
        let drawn = i128::from(HEIGHT) * i128::from(value.max(0)) / i128::from(most);
        let y = 2 + HEIGHT - i64::try_from(drawn).unwrap_or(HEIGHT);
        // Of several months on one place the last one is drawn.
        if line.is_empty() {
            line = format!("M{x} {y}");
        } else if x > end.0 {
            line.push_str(&format!("L{x} {y}"));
        }
        end = (x, y);
    }
    Some(
        view! {
            <svg class="course" viewBox="0 0 60 18" width="60" height="18" aria-hidden="true">
                <path d=line></path>
                <circle cx=end.0.to_string() cy=end.1.to_string() r="2"></circle>
            </svg>
        }
        .into_any(),
    )
}

/// Months since the beginning of our count; of a year alone its first.
fn months(text: &str) -> Option<i64> {
    let (year, month) = text.split_once('-').unwrap_or((text, "1"));
    Some(year.parse::<i64>().ok()? * 12 + month.parse::<i64>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(points: &[(&str, i64)]) -> Option<String> {
        let points: Vec<(String, i64)> = points.iter().map(|(month, value)| ((*month).to_owned(), *value)).collect();
        course(&points).map(|view| view.to_html())
    }

    #[test]
    fn a_course_ends_in_a_point() {
        let html = drawn(&[("2018", 5), ("2019-01", 10), ("2020-01", 20)]).expect("a course");
        assert!(html.contains("M2 13L30 9L58 2"), "{html}");
        assert!(html.contains("cx=\"58\""), "{html}");
    }

    #[test]
    fn one_month_and_nothing_are_no_course() {
        assert!(drawn(&[("2018", 5)]).is_none() && drawn(&[]).is_none());
        assert!(drawn(&[("", 1), ("2018", 0), ("2019", 0)]).is_none());
    }
}
