//! A step line drawn on the server: a value holds until the next one. The table beside it is its alternative in words.

use chrono::NaiveDate;
use domain::PartialDate;
use leptos::prelude::*;

/// One line of a chart, its points in the order of their days. Values are whole numbers of one small unit, so that nothing
/// is rounded before it is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    pub label: String,
    pub points: Vec<(NaiveDate, i128)>,
}

/// A line beyond this many looks like the first one again; its label tells them apart.
const LOOKS: usize = 6;
// The drawing in units of its own: the lines run between LEFT and RIGHT, TOP and BOTTOM; values stand before their rules,
// days below.
const WIDTH: i128 = 640;
const HEIGHT: i128 = 230;
const LEFT: i128 = 100;
const RIGHT: i128 = 632;
const TOP: i128 = 16;
const BOTTOM: i128 = 190;
/// Part of the width, in percent, over which the last values run on.
const TAIL: i128 = 6;

/// Draws the series over one common axis of days. `words` says a value as the axis shows it.
#[component]
pub fn StepChart(
    /// Makes the ids of the page differ: "rates".
    #[prop(into)]
    id: String,
    /// What is drawn, in one sentence.
    #[prop(into)]
    caption: String,
    series: Vec<Series>,
    words: fn(i128) -> String,
) -> impl IntoView {
    let frame = Frame::around(&series)?;
    let caption_id = format!("{id}-caption");
    let rules: Vec<_> = frame.rules().into_iter().map(|value| rule(value, &frame, words)).collect();
    let lines: Vec<_> = series.iter().enumerate().map(|(place, series)| line(place, series, &frame)).collect();
    let legend: Vec<_> = series.into_iter().enumerate().map(|(place, series)| legend(place, series.label)).collect();
    let (first, last) = (PartialDate::Day(frame.first).words(), PartialDate::Day(frame.last).words());
    let last = (frame.first != frame.last).then(|| {
        let x = coordinate(frame.x(frame.last) * 10);
        view! { <text class="chart-words" x=x y=(HEIGHT - 10).to_string() text-anchor="end">{last}</text> }.into_any()
    });
    let view_box = format!("0 0 {WIDTH} {HEIGHT}");
    Some(
        view! {
            <figure class="chart">
                <svg viewBox=view_box role="img" aria-labelledby=caption_id.clone()>
                    {rules}
                    {lines}
                    <text class="chart-words" x=LEFT.to_string() y=(HEIGHT - 10).to_string()>{first}</text>
                    {last}
                </svg>
                <ul class="chart-legend">{legend}</ul>
                <figcaption id=caption_id>{caption}</figcaption>
            </figure>
        }
        .into_any(),
    )
}

/// The days and values that the drawing spans.
struct Frame {
    first: NaiveDate,
    last: NaiveDate,
    least: i128,
    most: i128,
}

impl Frame {
    /// `None` without a point.
    fn around(series: &[Series]) -> Option<Self> {
        let points = || series.iter().flat_map(|series| &series.points);
        Some(Frame {
            first: points().map(|point| point.0).min()?,
            last: points().map(|point| point.0).max()?,
            least: points().map(|point| point.1).min()?,
            most: points().map(|point| point.1).max()?,
        })
    }

    fn x(&self, day: NaiveDate) -> i128 {
        let days = |until: NaiveDate| i128::from(until.signed_duration_since(self.first).num_days());
        let usable = (RIGHT - LEFT) * (100 - TAIL) / 100;
        LEFT + days(day) * usable / days(self.last).max(1)
    }

    /// Tenths of a unit from the top.
    fn y(&self, value: i128) -> i128 {
        let height = (BOTTOM - TOP) * 10;
        match self.most - self.least {
            0 => TOP * 10 + height / 2,
            span => TOP * 10 + (self.most - value) * height / span,
        }
    }

    /// The values that get a rule: the least, the middle and the most.
    fn rules(&self) -> Vec<i128> {
        let mut rules = vec![self.most, (self.most + self.least) / 2, self.least];
        rules.dedup();
        rules
    }
}

fn rule(value: i128, frame: &Frame, words: fn(i128) -> String) -> AnyView {
    let y = frame.y(value);
    let (left, right) = (LEFT.to_string(), RIGHT.to_string());
    view! {
        <line class="chart-rule" x1=left x2=right y1=coordinate(y) y2=coordinate(y)></line>
        <text class="chart-words" x=(LEFT - 10).to_string() y=coordinate(y + 50) text-anchor="end">{words(value)}</text>
    }
    .into_any()
}

fn line(place: usize, series: &Series, frame: &Frame) -> AnyView {
    let class = format!("chart-line chart-{}", place % LOOKS + 1);
    let marks: Vec<_> = series
        .points
        .iter()
        .map(|(day, value)| {
            let (x, y) = (frame.x(*day).to_string(), coordinate(frame.y(*value)));
            view! { <circle cx=x cy=y r="4"></circle> }.into_any()
        })
        .collect();
    view! { <g class=class><path d=path(series, frame)></path>{marks}</g> }.into_any()
}

/// Along to the day of the next value, then up or down to it; the last one runs to the edge.
fn path(series: &Series, frame: &Frame) -> String {
    let mut path = String::new();
    for (day, value) in &series.points {
        let (x, y) = (frame.x(*day), coordinate(frame.y(*value)));
        path += &if path.is_empty() { format!("M{x} {y}") } else { format!("H{x}V{y}") };
    }
    path + &format!("H{RIGHT}")
}

fn legend(place: usize, label: String) -> AnyView {
    let class = format!("chart-line chart-{}", place % LOOKS + 1);
    view! {
        <li>
            <svg viewBox="0 0 32 12" width="32" height="12" aria-hidden="true">
                <g class=class><path d="M0 6H32"></path><circle cx="16" cy="6" r="4"></circle></g>
            </svg>
            {label}
        </li>
    }
    .into_any()
}

/// Tenths of a unit: `1234` → `123.4`.
fn coordinate(tenths: i128) -> String {
    format!("{}.{}", tenths / 10, tenths.rem_euclid(10))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn a_value_holds_until_the_next_one() {
        let points = vec![(day("2020-03-01"), 100), (day("2020-03-11"), 300), (day("2020-03-21"), 200)];
        let series = Series { label: "UN".into(), points };
        let frame = Frame::around(std::slice::from_ref(&series)).expect("points");
        assert_eq!(path(&series, &frame), "M100 190.0H350V16.0H600V103.0H632");
    }

    #[test]
    fn one_value_is_a_flat_line_and_none_is_no_drawing() {
        let series = Series { label: "UN".into(), points: vec![(day("2020-03-01"), 7)] };
        let frame = Frame::around(std::slice::from_ref(&series)).expect("a point");
        assert_eq!((path(&series, &frame).as_str(), frame.rules()), ("M100 103.0H632", vec![7]));
        assert!(Frame::around(&[]).is_none());
    }
}
