//! A line as it stands now: columns and joins for the lists that show lines, in the shape of [`super::Row`].

/// The columns. `v` is the row of `item_reader`: the numbers of things, and their unit price, are not even read for donors.
/// The others are what the list says of the value and of the day whose name the agency has.
macro_rules! line_now {
    ($v:literal, $value:literal, $day:expr) => {
        concat!(
            $v, ".line_id AS id, ", $v, ".round_id, ", $v, ".item_id, i.tag, i.kind, i.name, i.make, i.model,
             CASE WHEN ", $v, ".scope <> 'donor' THEN i.serial END AS serial,
             CASE WHEN ", $v, ".scope <> 'donor' THEN i.vin END AS vin,
             CASE WHEN ", $v, ".scope <> 'donor' THEN i.chassis END AS chassis,
             CASE WHEN ", $v, ".scope <> 'donor' THEN i.plate END AS plate,
             CASE WHEN ", $v, ".scope <> 'donor' THEN i.engine END AS engine,
             (SELECT y.code FROM category y WHERE y.id = i.category_id) AS category_code,
             (SELECT y.name FROM category y WHERE y.id = i.category_id) AS category,
             i.year, i.warranty_until, i.accessories,
             CASE WHEN ", $v, ".scope <> 'donor' THEN i.unit_price_minor END AS unit_price_minor,
             l.quantity, i.unit_of_measure, n.outstanding, l.version, u.code AS unit_code, u.kind AS unit_kind, u.base, u.crossing,
             u.border, a.id AS agency_id, a.code AS agency_code, k.code AS component_code, ", $v, ".phase_id,
             p.number AS phase_number, ", $v, ".component_id, n.received_on, ", $value, ".value_minor, ", $value, ".currency, ", $v,
            ".co_funded, n.dispatched, ", $day, " AS day, n.received, n.damaged, n.refused, n.surplus, n.remarks, n.counts,
             i.illustrative, l.note"
        )
    };
}
pub(crate) use line_now;

/// The day on which things were handed over, or are going to be.
macro_rules! day_of_round {
    () => {
        "CASE WHEN n.dispatched THEN COALESCE(o.held_on, o.planned_on) ELSE o.planned_on END"
    };
}
pub(crate) use day_of_round;

/// The same of what stays where it was sent; of what was moved the present name counts.
macro_rules! day_of_keeper {
    () => {
        "CASE WHEN n.moved THEN NULL WHEN n.dispatched THEN COALESCE(o.held_on, o.planned_on) ELSE o.planned_on END"
    };
}
pub(crate) use day_of_keeper;

/// What [`line_now`] needs besides the reader's row and, as `l`, the line.
macro_rules! line_now_joins {
    ($v:literal, $unit:literal, $agency:literal) => {
        concat!(
            "JOIN item_now n ON n.item_id = ",
            $v,
            ".item_id JOIN item i ON i.id = ",
            $v,
            ".item_id
             JOIN round o ON o.id = ",
            $v,
            ".round_id JOIN unit u ON u.id = ",
            $crate::merges::unit_as!($unit),
            " JOIN agency a ON a.id = ",
            $crate::merges::agency_as!($agency),
            "
             JOIN phase p ON p.id = ",
            $v,
            ".phase_id JOIN component k ON k.id = ",
            $v,
            ".component_id"
        )
    };
}
pub(crate) use line_now_joins;
